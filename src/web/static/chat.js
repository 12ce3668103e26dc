// The chat page: one phone that fills the window, and its stream.
import { createPhone } from './phone.js'
import { follow } from './stream.js'

const phone = createPhone(document.querySelector('.phone'))

if (phone.stream) {
  const address = () => {
    const url = new URL(phone.stream, location.href)
    if (phone.last()) url.searchParams.set('sejak', phone.last())
    return url
  }
  follow(address, {
    open: phone.connected,
    error: phone.disconnected,
    message: (event) => phone.show({ ...JSON.parse(event.data), key: event.lastEventId }),
  })
}

history.scrollRestoration = 'manual'
if (matchMedia('(pointer: fine)').matches) phone.focus()
