import type { Employment, RoleName } from '../../lib/prisma/client.ts'

export type DemoPerson = {
  /** Of the cast, or the name of a walk-on. */
  key: string
  name: string
  unitKey: string
  nip: string | null
  employment: Employment | null
  label: string | null
  active: boolean
  resident: boolean
  roles: { name: RoleName; unitKey: string }[]
}

type Places = { root: string; offices: string[]; kecamatan: string; kelurahan: string }
type Sex = 'L' | 'P'

/** Invented, every one; any likeness is chance. First those a visitor can be, then walk-ons for the roster. */
// biome-ignore format: a list of names reads better in rows
const walkOns: [name: string, sex: Sex][] = [
  ['Andika Saputra', 'L'], ['Dewi Kartika', 'P'], ['Fajar Nugroho', 'L'], ['Gita Permatasari', 'P'], ['Hendra Wijaya', 'L'],
  ['Indah Puspita', 'P'], ['Joko Prasetyo', 'L'], ['Kartini Wulandari', 'P'], ['Lukman Hakim', 'L'], ['Maya Anggraini', 'P'],
  ['Nanda Pratama', 'L'], ['Oktavia Lestari', 'P'], ['Panji Kusuma', 'L'], ['Qonita Rahma', 'P'], ['Rizal Firmansyah', 'L'],
  ['Sari Melati', 'P'], ['Teguh Santoso', 'L'], ['Ulfa Damayanti', 'P'], ['Vino Aditya', 'L'], ['Wening Astuti', 'P'],
  ['Yusuf Maulana', 'L'], ['Zahra Fitriani', 'P'], ['Bagas Setiawan', 'L'], ['Citra Ayuningtyas', 'P'], ['Dimas Ramadhan', 'L'],
  ['Endah Susilowati', 'P'], ['Galih Purnomo', 'L'], ['Hesti Nurhayati', 'P'], ['Irfan Syahputra', 'L'], ['Jihan Maharani', 'P'],
]

const kinds: Employment[] = ['PNS', 'PPPK', 'PNS', 'NON_ASN', 'PPPK_PW', 'PNS', 'CPNS']

/** @returns about forty people; the same for the same places */
export function demoPeople({ root, offices, kecamatan, kelurahan }: Places): DemoPerson[] {
  const [home = kecamatan, second = kecamatan] = offices
  const units = [...offices, kecamatan, kelurahan]
  let serial = 0
  const employee = (
    key: string,
    name: string,
    sex: Sex,
    unitKey: string,
    more: Partial<DemoPerson> = {},
  ): DemoPerson => {
    const number = serial++
    const employment = more.employment ?? 'PNS'
    return {
      ...{ key, name, unitKey, employment, active: true, resident: false, roles: [] },
      nip: employment === 'NON_ASN' ? null : inventNip(number, sex, employment),
      label: employment === 'NON_ASN' ? (number % 2 ? 'PHL' : 'HONORER') : null,
      ...more,
    }
  }
  const leads = (unitKey: string) => ({ roles: [{ name: 'koordinator' as const, unitKey }] })
  const resident = (key: string, name: string): DemoPerson => ({
    ...{ key, name, unitKey: kelurahan, nip: null, employment: null, label: null },
    ...{ active: true, resident: true, roles: [] },
  })
  return [
    employee('employee', 'Rina Oktaviani', 'P', home),
    employee('coordinator', 'Bambang Sutrisno', 'L', home, leads(home)),
    employee('admin', 'Sri Handayani', 'P', home, { roles: [{ name: 'admin', unitKey: root }] }),
    employee('petugas', 'Mega Puspitasari', 'P', kelurahan, {
      roles: [{ name: 'petugas', unitKey: kelurahan }],
    }),
    employee('coordinator2', 'Agus Salim', 'L', second, leads(second)),
    employee('coordinator3', 'Ratna Dewanti', 'P', kecamatan, leads(kecamatan)),
    resident('resident', 'Yanti Marlina'),
    resident('resident2', 'Pak Herman'),
    resident('resident3', 'Nurul Aini'),
    ...walkOns.map(([name, sex], index) =>
      employee(name, name, sex, units[index % units.length] ?? home, {
        employment: kinds[index % kinds.length] ?? 'PNS',
        // Some have never written: "belum", and somebody for the coordinator to call.
        active: index % 3 !== 2,
      }),
    ),
  ]
}

/** Well-formed, with a serial of 900 and more that is not given out: it looks real and is nobody's. */
function inventNip(number: number, sex: Sex, employment: Employment): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const year = employment === 'CPNS' ? 2000 : 1972 + (number % 24)
  const born = `${year}${two(1 + (number % 12))}${two(1 + (number % 28))}`
  const began = employment === 'CPNS' ? 2025 : employment === 'PNS' ? year + 24 : 2021 + (number % 5)
  const month = employment === 'PNS' || employment === 'CPNS' ? two(1 + ((number * 5) % 12)) : '21'
  return `${born}${began}${month}${sex === 'L' ? 1 : 2}${900 + (number % 100)}`
}
