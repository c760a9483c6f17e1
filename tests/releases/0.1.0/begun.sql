BEGIN TRANSACTION;
CREATE TABLE agreement (
	id VARCHAR NOT NULL, 
	city_id VARCHAR NOT NULL, 
	office_id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	purpose TEXT NOT NULL, 
	settlement_ids TEXT NOT NULL, 
	fields TEXT NOT NULL, 
	level2_fields_decided TEXT NOT NULL, 
	boundary VARCHAR NOT NULL, 
	valid_from VARCHAR NOT NULL, 
	valid_until VARCHAR NOT NULL, 
	terms TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	signed_city VARCHAR, 
	signed_federation VARCHAR, 
	created_by VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	ended_at VARCHAR, 
	ended_by VARCHAR, 
	end_reason TEXT, 
	CONSTRAINT pk_agreement PRIMARY KEY (id), 
	CONSTRAINT fk_agreement_city_id_city FOREIGN KEY(city_id) REFERENCES city (id), 
	CONSTRAINT fk_agreement_office_id_office FOREIGN KEY(office_id) REFERENCES office (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('first_tables');
CREATE TABLE approval (
	decision_id VARCHAR NOT NULL, 
	profile_id VARCHAR NOT NULL, 
	settlement_id VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	form VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	checked_at VARCHAR, 
	place TEXT NOT NULL, 
	snapshot TEXT NOT NULL, 
	at VARCHAR NOT NULL, 
	CONSTRAINT pk_approval PRIMARY KEY (decision_id), 
	CONSTRAINT fk_approval_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (decision_id)
);
CREATE TABLE city (
	id VARCHAR NOT NULL, 
	federation_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	time_zone VARCHAR NOT NULL, 
	currency VARCHAR NOT NULL, 
	languages VARCHAR NOT NULL, 
	CONSTRAINT pk_city PRIMARY KEY (id), 
	CONSTRAINT fk_city_federation_id_federation FOREIGN KEY(federation_id) REFERENCES federation (id), 
	CONSTRAINT uq_city_federation_id_name UNIQUE (federation_id, name)
);
INSERT INTO "city" VALUES('01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-2843-7677-9efc-7eee6c50e20e','Ilogan','PH','Asia/Manila','PHP','en');
INSERT INTO "city" VALUES('01a2009c-529b-732b-abef-a7259cc77784','01a2009c-2843-7677-9efc-7eee6c50e20e','Rwizi','ZW','Africa/Harare','USD','en');
CREATE TABLE decision (
	decision_id VARCHAR NOT NULL, 
	edit_id VARCHAR NOT NULL, 
	profile_id VARCHAR NOT NULL, 
	settlement_id VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	hash VARCHAR, 
	saw TEXT NOT NULL, 
	meeting_date VARCHAR, 
	women INTEGER, 
	men INTEGER, 
	tenants INTEGER, 
	made_at VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	CONSTRAINT pk_decision PRIMARY KEY (decision_id)
);
CREATE TABLE device (
	id VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	token_sha256 VARCHAR NOT NULL, 
	public_key VARCHAR, 
	created_at VARCHAR NOT NULL, 
	last_seen_at VARCHAR NOT NULL, 
	revoked_at VARCHAR, 
	CONSTRAINT pk_device PRIMARY KEY (id), 
	CONSTRAINT fk_device_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_device_token_sha256 UNIQUE (token_sha256)
);
INSERT INTO "device" VALUES('01a2009c-517b-7187-a85d-0b127dbf4401','01a2009c-2897-7178-aeed-6a0b60375507','Ada''s desk','db399cbb0859754964173adbc8acda8fc539c5c6dcf8ecb1680a04ff94749fac',NULL,'2026-11-22T00:16:14.203Z','2026-11-22T00:16:14.203Z',NULL);
CREATE TABLE edit (
	edit_id VARCHAR NOT NULL, 
	record_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	device_id VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	made_at VARCHAR NOT NULL, 
	received_at VARCHAR NOT NULL, 
	skew_s INTEGER, 
	sha256 VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	answer VARCHAR NOT NULL, 
	contested TEXT NOT NULL, 
	refused_paths TEXT NOT NULL, 
	nth INTEGER NOT NULL, 
	seq BIGINT, 
	CONSTRAINT pk_edit PRIMARY KEY (edit_id)
);
INSERT INTO "edit" VALUES('b4a81ff3-58a8-5f77-af84-fc7cef35c660','b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8','place','01a2009c-2897-7178-aeed-6a0b60375507','server','kwetu@1','2026-11-22T00:16:07.655Z','2026-11-22T00:16:07.655Z',NULL,'aae125beba5aadae7bff374f6806211aac5193b03cf361475c7b92a0f6ea9664','{"by":"01a2009c-2897-7178-aeed-6a0b60375507","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"b4a81ff3-58a8-5f77-af84-fc7cef35c660","form":"kwetu@1","kind":"place","made_at":"2026-11-22T00:16:07.655Z","n":0,"record_id":"b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8","set":{"code":{"replaces":[],"source":"official","value":"B-1"},"name":{"replaces":[],"source":"official","value":"Barangay Uno (invented)"},"place_level":{"replaces":[],"source":"official","value":"barangay"}},"settlement_id":null}','kept','[]','{}',1,1);
CREATE TABLE federation (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_federation PRIMARY KEY (id)
);
INSERT INTO "federation" VALUES('01a2009c-2843-7677-9efc-7eee6c50e20e','Federation of the River (invented)');
CREATE TABLE invitation (
	id VARCHAR NOT NULL, 
	code_sha256 VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	created_by VARCHAR, 
	created_at VARCHAR NOT NULL, 
	expires_at VARCHAR NOT NULL, 
	used_at VARCHAR, 
	reusable BOOLEAN NOT NULL, 
	CONSTRAINT pk_invitation PRIMARY KEY (id), 
	CONSTRAINT fk_invitation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_invitation_code_sha256 UNIQUE (code_sha256)
);
INSERT INTO "invitation" VALUES('01a2009c-289f-7bc8-8c3e-9c8576c7e7ad','08c1319eec5601feb51d52d4db3a71d548df477da246b75bd5186fa9a7d56865','01a2009c-2897-7178-aeed-6a0b60375507',NULL,'2026-11-22T00:16:03.743Z','2026-12-06T00:16:03.743Z','2026-11-22T00:16:14.203Z',0);
INSERT INTO "invitation" VALUES('01a2009c-5767-7d4d-861f-3fabe7ecc82b','eb594b8ad840a88be46e67ee09ca08b2e8d21bed4889aa2d81f10655c3ba86d4','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:15.719Z','2026-12-06T00:16:15.719Z',NULL,0);
INSERT INTO "invitation" VALUES('01a2009c-585c-734a-98d4-96dc98adec7b','11edb7799bb6d5d30c210bb59c415acc8e7661b1af9c39cbb971a6195a0065c5','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:15.964Z','2026-12-06T00:16:15.964Z',NULL,0);
INSERT INTO "invitation" VALUES('01a2009c-5903-7d6d-8d8a-b7a3520cf32c','6b6c0c57b8dd41500157276252df9847bf49a565d79126a3c712e0b4fd03161a','01a2009c-5902-7f70-a47f-71dcdd2913f0','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.131Z','2026-12-06T00:16:16.131Z',NULL,0);
INSERT INTO "invitation" VALUES('01a2009c-59b0-78e8-8f67-20e1cec1c21c','b9e3e2917dc653c05a82dbc6cc73b258d37e58b24b91af443218ecef434ae9f2','01a2009c-59af-7239-9ca4-e5a91daa77f6','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.304Z','2026-12-06T00:16:16.304Z',NULL,0);
INSERT INTO "invitation" VALUES('01a2009c-5a55-746d-a256-df4f46d278c9','38df02934507d76382e10d54b91ddb432a723f110ce8ee505ec36460300e17de','01a2009c-5a50-7b5a-8125-efdc712c6ab0','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.469Z','2026-12-06T00:16:16.469Z',NULL,0);
INSERT INTO "invitation" VALUES('01a2009c-5b0a-7f79-95f7-9eb6d69a39b0','c69a89a2c538a98cef94b632eceb07773bebc8436619d159fc90f22cf304b10e','01a2009c-5b04-76a7-99fe-599cc6ca4263','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.650Z','2026-12-06T00:16:16.650Z',NULL,0);
INSERT INTO "invitation" VALUES('01a2009c-5bcf-71bb-bb75-9482094bcf9c','a17f1c6efb36be22db83d8dece64f01a429b88a8b345548182462d6a46953179','01a2009c-5bce-794f-9a44-6f01b2c5c8fc','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.847Z','2026-12-06T00:16:16.847Z',NULL,0);
CREATE TABLE ledger_state (
	name VARCHAR NOT NULL, 
	told VARCHAR NOT NULL, 
	CONSTRAINT pk_ledger_state PRIMARY KEY (name)
);
CREATE TABLE office (
	id VARCHAR NOT NULL, 
	city_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_office PRIMARY KEY (id), 
	CONSTRAINT fk_office_city_id_city FOREIGN KEY(city_id) REFERENCES city (id), 
	CONSTRAINT uq_office_city_id_name UNIQUE (city_id, name)
);
INSERT INTO "office" VALUES('01a2009c-558c-7dac-88af-70240ca86f72','01a2009c-288b-7bae-bc35-49dc0a813b26','Housing office (invented)');
CREATE TABLE parked_edit (
	sha256 VARCHAR NOT NULL, 
	edit_id VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	device_id VARCHAR NOT NULL, 
	city_id VARCHAR, 
	received_at VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	problem TEXT NOT NULL, 
	refused_paths TEXT NOT NULL, 
	CONSTRAINT pk_parked_edit PRIMARY KEY (sha256)
);
CREATE TABLE person (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	federation_id VARCHAR NOT NULL, 
	city_id VARCHAR, 
	office_id VARCHAR, 
	ward_id VARCHAR, 
	created_at VARCHAR NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT fk_person_city_id_city FOREIGN KEY(city_id) REFERENCES city (id), 
	CONSTRAINT fk_person_federation_id_federation FOREIGN KEY(federation_id) REFERENCES federation (id), 
	CONSTRAINT fk_person_office_id_office FOREIGN KEY(office_id) REFERENCES office (id)
);
INSERT INTO "person" VALUES('01a2009c-2897-7178-aeed-6a0b60375507','Ada','administrator','01a2009c-2843-7677-9efc-7eee6c50e20e',NULL,NULL,NULL,'2026-11-22T00:16:03.736Z');
INSERT INTO "person" VALUES('01a2009c-5758-79c1-993f-58bc4aa8851d','Mara','mapper','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-288b-7bae-bc35-49dc0a813b26',NULL,NULL,'2026-11-22T00:16:15.704Z');
INSERT INTO "person" VALUES('01a2009c-585a-7b66-bf3c-890cfca46eb6','Sam','mapper','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-288b-7bae-bc35-49dc0a813b26',NULL,NULL,'2026-11-22T00:16:15.962Z');
INSERT INTO "person" VALUES('01a2009c-5902-7f70-a47f-71dcdd2913f0','Lea','leader','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-288b-7bae-bc35-49dc0a813b26',NULL,NULL,'2026-11-22T00:16:16.130Z');
INSERT INTO "person" VALUES('01a2009c-59af-7239-9ca4-e5a91daa77f6','Vera','verifier','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-288b-7bae-bc35-49dc0a813b26',NULL,NULL,'2026-11-22T00:16:16.303Z');
INSERT INTO "person" VALUES('01a2009c-5a50-7b5a-8125-efdc712c6ab0','Ofelia','official','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-558c-7dac-88af-70240ca86f72',NULL,'2026-11-22T00:16:16.464Z');
INSERT INTO "person" VALUES('01a2009c-5b04-76a7-99fe-599cc6ca4263','Tendai','mapper','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-529b-732b-abef-a7259cc77784',NULL,NULL,'2026-11-22T00:16:16.644Z');
INSERT INTO "person" VALUES('01a2009c-5bce-794f-9a44-6f01b2c5c8fc','Rudo','leader','01a2009c-2843-7677-9efc-7eee6c50e20e','01a2009c-529b-732b-abef-a7259cc77784',NULL,NULL,'2026-11-22T00:16:16.846Z');
CREATE TABLE place (
	place_id VARCHAR NOT NULL, 
	city_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	code VARCHAR, 
	parent_id VARCHAR, 
	place_level VARCHAR, 
	CONSTRAINT pk_place PRIMARY KEY (place_id), 
	CONSTRAINT fk_place_city_id_city FOREIGN KEY(city_id) REFERENCES city (id)
);
INSERT INTO "place" VALUES('b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8','01a2009c-288b-7bae-bc35-49dc0a813b26','Barangay Uno (invented)','B-1',NULL,'barangay');
CREATE TABLE record (
	record_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	settlement_id VARCHAR, 
	city_id VARCHAR NOT NULL, 
	scope_id VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	level_hashes VARCHAR NOT NULL, 
	edit_count INTEGER NOT NULL, 
	level_0 TEXT NOT NULL, 
	level_1 TEXT NOT NULL, 
	level_2 TEXT NOT NULL, 
	level_3 TEXT NOT NULL, 
	seq BIGINT, 
	CONSTRAINT pk_record PRIMARY KEY (record_id)
);
INSERT INTO "record" VALUES('b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8','place','kwetu@1',NULL,'01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','a3c3d56a3f28dd17c38526c3ea4e3c8aa406d0b71fd3586f176b70705e4d30f7','62c13283e54165aa54ad727af669791fffd8626e89edc9c4c1658b58921fc306,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'{"edit_id":"b4a81ff3-58a8-5f77-af84-fc7cef35c660","by":"01a2009c-2897-7178-aeed-6a0b60375507","made_at":"2026-11-22T00:16:07.655Z"}
"code":[[0,{"value":"B-1","source":"official"}]],"name":[[0,{"value":"Barangay Uno (invented)","source":"official"}]],"place_level":[[0,{"value":"barangay","source":"official"}]]
','

','

','

',1);
CREATE TABLE release (
	id VARCHAR NOT NULL, 
	agreement_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	contents TEXT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	withdrawn_at VARCHAR, 
	withdrawn_by VARCHAR, 
	CONSTRAINT pk_release PRIMARY KEY (id), 
	CONSTRAINT fk_release_agreement_id_agreement FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT uq_release_agreement_id_number UNIQUE (agreement_id, number)
);
CREATE TABLE release_download (
	id VARCHAR NOT NULL, 
	release_id VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	CONSTRAINT pk_release_download PRIMARY KEY (id), 
	CONSTRAINT fk_release_download_release_id_release FOREIGN KEY(release_id) REFERENCES release (id)
);
CREATE TABLE release_question (
	id VARCHAR NOT NULL, 
	release_id VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	at VARCHAR NOT NULL, 
	answer TEXT, 
	answered_by VARCHAR, 
	answered_at VARCHAR, 
	CONSTRAINT pk_release_question PRIMARY KEY (id), 
	CONSTRAINT fk_release_question_release_id_release FOREIGN KEY(release_id) REFERENCES release (id)
);
CREATE TABLE release_settlement (
	release_id VARCHAR NOT NULL, 
	settlement_id VARCHAR NOT NULL, 
	profile_id VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	CONSTRAINT pk_release_settlement PRIMARY KEY (release_id, settlement_id), 
	CONSTRAINT fk_release_settlement_release_id_release FOREIGN KEY(release_id) REFERENCES release (id)
);
CREATE TABLE scope (
	id VARCHAR NOT NULL, 
	seq BIGINT NOT NULL, 
	CONSTRAINT pk_scope PRIMARY KEY (id)
);
INSERT INTO "scope" VALUES('01a2009c-288b-7bae-bc35-49dc0a813b26',1);
CREATE TABLE server_key (
	use VARCHAR NOT NULL, 
	private_pem VARCHAR NOT NULL, 
	public_jwk VARCHAR NOT NULL, 
	CONSTRAINT pk_server_key PRIMARY KEY (use)
);
INSERT INTO "server_key" VALUES('sign','-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOYfnMzwUezXVAXfN
fN2/puXiG0r6fWSXP9O5cSLfV0uhRANCAAQeAjlBRmp5OKUYqc8LzVj4G4k6cFgm
80byLyQ2Gan/VrhKMQhwbFkqwvbwnNXsx1AiLNx6DdeAVagrpYkBAI8Q
-----END PRIVATE KEY-----
','{"crv": "P-256", "kty": "EC", "x": "HgI5QUZqeTilGKnPC81Y-BuJOnBYJvNG8i8kNhmp_1Y", "y": "uEoxCHBsWSrC9vCc1ezHUCIs3HoN14BVqCuliQEAjxA", "kid": "c9e0321a9d51d9ee"}');
INSERT INTO "server_key" VALUES('seal','-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfNgqc14pOZIooQ0/
BXdUzpLy7NgjpQie/PdkT1/DWjmhRANCAAT+4QhPc7s69rLc8oKyMq9FyybW77Vp
zNmEf6XykWheNOyRj4CTIWG2CmF0gzyrUf4LsYaex4CRLs0C9Wzm/hU8
-----END PRIVATE KEY-----
','{"crv": "P-256", "kty": "EC", "x": "_uEIT3O7Ovay3PKCsjKvRcsm1u-1aczZhH-l8pFoXjQ", "y": "7JGPgJMhYbYKYXSDPKtR_guxhp7HgJEuzQL1bOb-FTw", "kid": "36e396ecfeb1ffe4"}');
CREATE TABLE settlement (
	settlement_id VARCHAR NOT NULL, 
	city_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	code VARCHAR, 
	ward_id VARCHAR, 
	team_id VARCHAR, 
	lon FLOAT, 
	lat FLOAT, 
	round INTEGER NOT NULL, 
	added_by VARCHAR, 
	CONSTRAINT pk_settlement PRIMARY KEY (settlement_id), 
	CONSTRAINT fk_settlement_city_id_city FOREIGN KEY(city_id) REFERENCES city (id)
);
CREATE TABLE team (
	id VARCHAR NOT NULL, 
	city_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_team PRIMARY KEY (id), 
	CONSTRAINT fk_team_city_id_city FOREIGN KEY(city_id) REFERENCES city (id), 
	CONSTRAINT uq_team_city_id_name UNIQUE (city_id, name)
);
INSERT INTO "team" VALUES('01a2009c-5417-7d03-a987-07e69152af2b','01a2009c-288b-7bae-bc35-49dc0a813b26','Team of Ilogan');
INSERT INTO "team" VALUES('01a2009c-550a-7136-b73a-76294e6e0481','01a2009c-529b-732b-abef-a7259cc77784','Team of Rwizi');
CREATE TABLE team_member (
	team_id VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	CONSTRAINT pk_team_member PRIMARY KEY (team_id, person_id), 
	CONSTRAINT fk_team_member_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_team_member_team_id_team FOREIGN KEY(team_id) REFERENCES team (id)
);
INSERT INTO "team_member" VALUES('01a2009c-5417-7d03-a987-07e69152af2b','01a2009c-5758-79c1-993f-58bc4aa8851d');
INSERT INTO "team_member" VALUES('01a2009c-5417-7d03-a987-07e69152af2b','01a2009c-585a-7b66-bf3c-890cfca46eb6');
INSERT INTO "team_member" VALUES('01a2009c-550a-7136-b73a-76294e6e0481','01a2009c-5b04-76a7-99fe-599cc6ca4263');
CREATE TABLE told_by_file (
	record_id VARCHAR NOT NULL, 
	city_id VARCHAR NOT NULL, 
	told TEXT NOT NULL, 
	CONSTRAINT pk_told_by_file PRIMARY KEY (record_id), 
	CONSTRAINT fk_told_by_file_city_id_city FOREIGN KEY(city_id) REFERENCES city (id)
);
INSERT INTO "told_by_file" VALUES('b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8','01a2009c-288b-7bae-bc35-49dc0a813b26','{"code": {"edit_id": "b4a81ff3-58a8-5f77-af84-fc7cef35c660", "sha256": "2e1411ec5e70e1616457e26addc6aea722411c05053a3032c3240141aab67451"}, "name": {"edit_id": "b4a81ff3-58a8-5f77-af84-fc7cef35c660", "sha256": "e70e99369a27b9818be57acea5d7252086bff06e24525541829e772775ea93c1"}, "place_level": {"edit_id": "b4a81ff3-58a8-5f77-af84-fc7cef35c660", "sha256": "175a8ff41ed36fa77d30cf12efab9d607abfb0a0bb518569537be5daf8af713b"}}');
CREATE INDEX ix_decision_profile_id ON decision (profile_id);
CREATE INDEX ix_decision_settlement_id ON decision (settlement_id);
CREATE INDEX ix_edit_person_id ON edit (person_id);
CREATE INDEX ix_edit_record_id_nth ON edit (record_id, nth);
CREATE INDEX ix_parked_edit_city_id ON parked_edit (city_id);
CREATE INDEX ix_parked_edit_edit_id ON parked_edit (edit_id);
CREATE INDEX ix_record_kind_city_id ON record (kind, city_id);
CREATE INDEX ix_record_scope_id_seq ON record (scope_id, seq);
CREATE INDEX ix_record_seq ON record (seq);
CREATE INDEX ix_record_settlement_id ON record (settlement_id);
CREATE INDEX ix_approval_profile_id ON approval (profile_id);
CREATE INDEX ix_approval_settlement_id ON approval (settlement_id);
CREATE INDEX ix_city_federation_id ON city (federation_id);
CREATE INDEX ix_office_city_id ON office (city_id);
CREATE INDEX ix_place_city_id ON place (city_id);
CREATE INDEX ix_settlement_city_id ON settlement (city_id);
CREATE INDEX ix_settlement_team_id ON settlement (team_id);
CREATE INDEX ix_settlement_ward_id ON settlement (ward_id);
CREATE INDEX ix_team_city_id ON team (city_id);
CREATE INDEX ix_told_by_file_city_id ON told_by_file (city_id);
CREATE INDEX ix_agreement_city_id ON agreement (city_id);
CREATE INDEX ix_agreement_office_id ON agreement (office_id);
CREATE INDEX ix_person_city_id ON person (city_id);
CREATE INDEX ix_person_federation_id ON person (federation_id);
CREATE INDEX ix_device_person_id ON device (person_id);
CREATE INDEX ix_invitation_person_id ON invitation (person_id);
CREATE INDEX ix_release_agreement_id ON release (agreement_id);
CREATE INDEX ix_team_member_person_id ON team_member (person_id);
CREATE INDEX ix_release_download_release_id ON release_download (release_id);
CREATE INDEX ix_release_question_release_id ON release_question (release_id);
CREATE INDEX ix_release_settlement_settlement_id ON release_settlement (settlement_id);
COMMIT;
