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
INSERT INTO "agreement" VALUES('01a2009c-bc5a-7774-8de0-3715d5f29b03','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-558c-7dac-88af-70240ca86f72','Water plan','To plan public taps','["e847c0ba-0492-4dfb-864d-edf7b4c949c2"]','["households_total", "water_main_source"]','[]','none','2026-01-01','2030-12-31','1. The answers, boundaries and numbers shared under this agreement belong to the communities who gave them and to their
   federation. They may not be used to evict, to demolish, to relocate people without their consent, or to prepare any of these.
2. They are used only for the purpose written in this agreement, by the office named in it, and are not passed on to
   anyone else, published, or joined with other lists to find persons or households.
3. What a community keeps to itself stays with it. The office does not try to obtain it by another way.
4. The federation may end this agreement, or take a settlement back, at any time. From that day the office takes no new
   copies and does not use those it has for any new purpose.
5. Where the office finds a number wrong, it asks the federation before it uses another one beside it.
6. On the last day of this agreement the office deletes its copies, unless a new agreement is made.
','Lea Leader, federation office',NULL,NULL,'01a2009c-5902-7f70-a47f-71dcdd2913f0','2026-11-22T00:16:41.562Z',NULL,NULL,NULL);
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
INSERT INTO "approval" VALUES('792e5a42-748b-4e58-bf94-b5603a99f376','3bd3748d-334a-5044-9cb4-c4850316d33f','e847c0ba-0492-4dfb-864d-edf7b4c949c2',1,'settlement_profile@1','6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da','2026-11-20','{"name": "Riverside (invented)", "code": "R-1", "ward": null}','{"consent_city": {"value": "yes", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "consent_collect": {"value": "yes", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "consent_explained": {"value": "yes", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "disaster": {"value": "none", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "handwash_places": {"value": 4, "edit_id": "01a2009c-7821-7265-898d-212825b1af73", "by": "01a2009c-585a-7b66-bf3c-890cfca46eb6", "made_at": "2026-11-22T00:16:24.097Z"}, "households_subtenant": {"value": 0, "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "households_tenant": {"value": 40, "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "households_total": {"value": 135, "source": "counted", "chosen_with": "Mara, Sam, two elders", "edit_id": "01a2009c-76af-7ac6-8ac6-ea120237c91b", "by": "01a2009c-585a-7b66-bf3c-890cfca46eb6", "made_at": "2026-11-22T00:16:23.727Z"}, "name_community": {"value": "Pe\u00f1as", "chosen_with": "The meeting", "edit_id": "01a2009c-a3e5-7240-8903-99e70bea9c2a", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:35.301Z"}, "priority_item/women+water/_deleted": {"saw": ["01a2009c-6daf-71f5-a8d8-501c390c5573", "01a2009c-6daf-71f5-a8d8-501c390c5573"], "edit_id": "01a2009c-826d-76c5-bf59-1683e06cf707", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:26.733Z"}, "priority_item/women+water/priority_rank": {"value": 1, "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "rent_month_typical": {"answer": "refused", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "return_date": {"answer": "not_applicable", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "taps_public_total": {"value": 13, "chosen_with": "The meeting", "edit_id": "01a2009c-a3e5-7240-8903-99e70bea9c2a", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:35.301Z"}, "taps_public_working": {"value": 9, "edit_id": "01a2009c-6f31-726b-a1a7-ca18d46b849c", "by": "01a2009c-585a-7b66-bf3c-890cfca46eb6", "made_at": "2026-11-22T00:16:21.809Z"}, "toilet_group/communal+pit_slab/_order": {"value": 1, "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "toilet_group/communal+pit_slab/toilet_seats_total": {"value": 6, "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "water_barriers": {"value": ["queue", "price"], "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "water_main_source": {"value": "public_tap", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "water_price": {"value": 2.5, "source": "counted", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "year_established": {"answer": "unknown", "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "boundary": {"value": {"type": "Polygon", "coordinates": [[[121.04, 14.38], [121.04, 14.381], [121.041, 14.381], [121.041, 14.38], [121.04, 14.38]]]}, "edit_id": "01a2009c-6daf-71f5-a8d8-501c390c5573", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:21.423Z"}, "water_note": {"value": "Broken since June", "edit_id": "01a2009c-83bb-75dc-a5df-d1eb387b77d2", "by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "made_at": "2026-11-22T00:16:27.067Z"}}','2026-11-22T00:16:38.526Z');
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
INSERT INTO "decision" VALUES('d1c2e396-ad91-47f2-aeba-566f00f1259d','01a2009c-9e29-7eb8-b0b7-9722cf5b0b30','3bd3748d-334a-5044-9cb4-c4850316d33f','e847c0ba-0492-4dfb-864d-edf7b4c949c2','hand_in','01a2009c-5758-79c1-993f-58bc4aa8851d','204c051778e61c25c9d3042d1b8ba68c25568ce33b3a166376a624715b381bcc','[]',NULL,NULL,NULL,NULL,'2026-11-22T00:16:33.833Z','2026-11-22T00:16:34.131Z');
INSERT INTO "decision" VALUES('a03bc893-a5d6-4708-a1bf-6d469074c195','01a2009c-a25c-7eab-8a8e-a5c6326e559e','3bd3748d-334a-5044-9cb4-c4850316d33f','e847c0ba-0492-4dfb-864d-edf7b4c949c2','return','01a2009c-5902-7f70-a47f-71dcdd2913f0','204c051778e61c25c9d3042d1b8ba68c25568ce33b3a166376a624715b381bcc','["d1c2e396-ad91-47f2-aeba-566f00f1259d"]',NULL,NULL,NULL,NULL,'2026-11-22T00:16:34.908Z','2026-11-22T00:16:35.253Z');
INSERT INTO "decision" VALUES('bf2bf5f9-d6c5-4a98-aa2b-b254165db29c','01a2009c-a824-7b7e-9d32-3d32ba081da6','3bd3748d-334a-5044-9cb4-c4850316d33f','e847c0ba-0492-4dfb-864d-edf7b4c949c2','hand_in','01a2009c-5758-79c1-993f-58bc4aa8851d','6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da','["d1c2e396-ad91-47f2-aeba-566f00f1259d", "a03bc893-a5d6-4708-a1bf-6d469074c195"]',NULL,NULL,NULL,NULL,'2026-11-22T00:16:36.388Z','2026-11-22T00:16:36.679Z');
INSERT INTO "decision" VALUES('e7744969-28c8-44c5-9511-5b3a974678cb','01a2009c-aceb-799d-8020-528920f0c51b','3bd3748d-334a-5044-9cb4-c4850316d33f','e847c0ba-0492-4dfb-864d-edf7b4c949c2','verify','01a2009c-59af-7239-9ca4-e5a91daa77f6','6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da','["d1c2e396-ad91-47f2-aeba-566f00f1259d", "a03bc893-a5d6-4708-a1bf-6d469074c195", "bf2bf5f9-d6c5-4a98-aa2b-b254165db29c"]','2026-11-20',9,4,3,'2026-11-22T00:16:37.611Z','2026-11-22T00:16:37.909Z');
INSERT INTO "decision" VALUES('792e5a42-748b-4e58-bf94-b5603a99f376','01a2009c-af5e-7f0c-b5a7-db924b337e25','3bd3748d-334a-5044-9cb4-c4850316d33f','e847c0ba-0492-4dfb-864d-edf7b4c949c2','approve','01a2009c-5902-7f70-a47f-71dcdd2913f0','6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da','["d1c2e396-ad91-47f2-aeba-566f00f1259d", "a03bc893-a5d6-4708-a1bf-6d469074c195", "bf2bf5f9-d6c5-4a98-aa2b-b254165db29c", "e7744969-28c8-44c5-9511-5b3a974678cb"]',NULL,NULL,NULL,NULL,'2026-11-22T00:16:38.238Z','2026-11-22T00:16:38.526Z');
INSERT INTO "decision" VALUES('56778ccc-887a-4248-a3c3-d185e9abf023','01a2009c-b1fe-7640-a17f-394dd88d5015','2d3c23a7-7d3e-583e-985d-6c4a7460da5b','5b8da5e7-377c-4465-9f2f-69d1c366e3c2','hand_in','01a2009c-5758-79c1-993f-58bc4aa8851d','fdb805648c3b23a1bead652d824a9f5dbb63ca739a6f5d1bfd8330ab21a01f08','[]',NULL,NULL,NULL,NULL,'2026-11-22T00:16:38.910Z','2026-11-22T00:16:39.152Z');
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
INSERT INTO "device" VALUES('01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-5758-79c1-993f-58bc4aa8851d','mara''s phone','85d62bd5bc2223f3b671ecb930ac5cb84af7a11fb3cd6d52966c68a381dd4626','{"crv": "P-256", "kty": "EC", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}','2026-11-22T00:16:17.039Z','2026-11-22T00:16:44.237Z',NULL);
INSERT INTO "device" VALUES('01a2009c-5dfb-7878-9735-0014197c077e','01a2009c-585a-7b66-bf3c-890cfca46eb6','sam''s phone','0126c6102922d0c4a9bfb1793d26458392987ceb7cd2d5f506175fc7b82629bc',NULL,'2026-11-22T00:16:17.403Z','2026-11-22T00:16:32.325Z',NULL);
INSERT INTO "device" VALUES('01a2009c-5f03-72a7-914c-59ce7d24b16e','01a2009c-5902-7f70-a47f-71dcdd2913f0','lea''s phone','6b78ac6c8b27d263db61632174ac5f8ab9935e6fcb1f2d771f69068539b9f55d',NULL,'2026-11-22T00:16:17.667Z','2026-11-22T00:16:38.481Z',NULL);
INSERT INTO "device" VALUES('01a2009c-6040-7662-9655-773a1f4f6d5a','01a2009c-59af-7239-9ca4-e5a91daa77f6','vera''s phone','9db92618d4af561c6c09bf913bd8eab8aef140140d624e5a81a00aa0d6188bf3',NULL,'2026-11-22T00:16:17.984Z','2026-11-22T00:16:37.870Z',NULL);
INSERT INTO "device" VALUES('01a2009c-615f-7aa2-8f4c-7fab0740c45e','01a2009c-5a50-7b5a-8125-efdc712c6ab0','ofelia''s phone','d6a27f96b1de7e68dac5d7209faab0456a252c835c5b19e1373386e8d30cad32',NULL,'2026-11-22T00:16:18.271Z','2026-11-22T00:16:18.271Z',NULL);
INSERT INTO "device" VALUES('01a2009c-62a4-7708-bc60-8cba92ebe8b1','01a2009c-5b04-76a7-99fe-599cc6ca4263','tendai''s phone','32017b823788576c027a6b0bcd4861a28a3799e3eb3542985ee6b6272abfb953',NULL,'2026-11-22T00:16:18.596Z','2026-11-22T00:16:32.691Z',NULL);
INSERT INTO "device" VALUES('01a2009c-63d3-7517-8928-7809b3683483','01a2009c-5bce-794f-9a44-6f01b2c5c8fc','rudo''s phone','32e5da600dc9127ba89661fad3a848e75d419d0b3a3d96e0ffcb3f7f91f01a22',NULL,'2026-11-22T00:16:18.899Z','2026-11-22T00:16:18.899Z',NULL);
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
INSERT INTO "edit" VALUES('01a2009c-6c13-78f6-821e-dbea316a75e9','e847c0ba-0492-4dfb-864d-edf7b4c949c2','settlement','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:21.011Z','2026-11-22T00:16:21.293Z',0,'bde368f19fab8a89f23cb2cc4cffe1a57622d024b6f697ecc640bfaf21420410','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-6c13-78f6-821e-dbea316a75e9","form":"kwetu@1","kind":"settlement","made_at":"2026-11-22T00:16:21.011Z","n":1,"record_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2","set":{"centre_point":{"replaces":[],"value":{"coordinates":[121.0421,14.3815],"type":"Point"}},"code":{"replaces":[],"value":"R-1"},"name":{"replaces":[],"value":"Riverside (invented)"},"team":{"replaces":[],"value":"01a2009c-5417-7d03-a987-07e69152af2b"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,3);
INSERT INTO "edit" VALUES('01a2009c-6c13-7a26-94b5-0cf7b724ec48','5b8da5e7-377c-4465-9f2f-69d1c366e3c2','settlement','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:21.011Z','2026-11-22T00:16:21.355Z',0,'9d2afefde66b6ecdf41904b2b9e06f58c562d9297066b89d68cfec05b350b88a','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-6c13-7a26-94b5-0cf7b724ec48","form":"kwetu@1","kind":"settlement","made_at":"2026-11-22T00:16:21.011Z","n":2,"record_id":"5b8da5e7-377c-4465-9f2f-69d1c366e3c2","set":{"name":{"replaces":[],"value":"Hillside (invented)"},"team":{"replaces":[],"value":"01a2009c-5417-7d03-a987-07e69152af2b"},"ward":{"replaces":[],"value":"b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8"}},"settlement_id":"5b8da5e7-377c-4465-9f2f-69d1c366e3c2"}','kept','[]','{}',1,2);
INSERT INTO "edit" VALUES('01a2009c-6daf-71f5-a8d8-501c390c5573','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:21.423Z','2026-11-22T00:16:21.693Z',0,'8f9d8b67e14b219aed2c83b99ad2cd8e21663d63914e716556c4f589d4a1ebdb','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-6daf-71f5-a8d8-501c390c5573","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:21.423Z","n":3,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"boundary":{"replaces":[],"value":{"coordinates":[[[121.04,14.38],[121.04,14.381],[121.041,14.381],[121.041,14.38],[121.04,14.38]]],"type":"Polygon"}},"consent_city":{"replaces":[],"value":"yes"},"consent_collect":{"replaces":[],"value":"yes"},"consent_explained":{"replaces":[],"value":"yes"},"disaster":{"replaces":[],"value":"none"},"households_subtenant":{"replaces":[],"value":0},"households_tenant":{"replaces":[],"value":40},"households_total":{"replaces":[],"source":"meeting","value":120},"name_community":{"replaces":[],"value":"Peñas 🏘️"},"priority_item/women+water/priority_rank":{"replaces":[],"value":1},"rent_month_typical":{"answer":"refused","replaces":[]},"return_date":{"answer":"not_applicable","replaces":[]},"toilet_group/communal+pit_slab/_order":{"replaces":[],"value":1},"toilet_group/communal+pit_slab/toilet_seats_total":{"replaces":[],"value":6},"water_barriers":{"replaces":[],"value":["queue","price"]},"water_main_source":{"replaces":[],"value":"public_tap"},"water_price":{"replaces":[],"source":"counted","value":2.5},"year_established":{"answer":"unknown","replaces":[]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,4);
INSERT INTO "edit" VALUES('01a2009c-6daf-76b5-bd3d-9911270ad75f','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:21.423Z','2026-11-22T00:16:21.747Z',0,'29acddac77da03db14249b2161fd630749f1dd5e743aade4d5b3da1ac2c0f25d','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-6daf-76b5-bd3d-9911270ad75f","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:21.423Z","n":4,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"taps_public_total":{"replaces":[],"value":12}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',2,4);
INSERT INTO "edit" VALUES('01a2009c-6f31-726b-a1a7-ca18d46b849c','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','settlement_profile@1','2026-11-22T00:16:21.809Z','2026-11-22T00:16:22.482Z',0,'9b8d0f73ff82e2393257b7fd9c52ab15d53685611cbe01e57aa49c46a9412481','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-6f31-726b-a1a7-ca18d46b849c","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:21.809Z","n":1,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"replaces":[],"source":"counted","value":135},"name_community":{"replaces":[],"value":"Penas"},"taps_public_working":{"replaces":[],"value":9},"water_barriers":{"replaces":[],"value":["price","queue"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','contested','["households_total","name_community"]','{}',3,6);
INSERT INTO "edit" VALUES('01a2009c-76af-7ac6-8ac6-ea120237c91b','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','settlement_profile@1','2026-11-22T00:16:23.727Z','2026-11-22T00:16:24.033Z',0,'06cce67caab648d15bcbb5ae9d45b48dd088c45e5eea3bf78e383d199550bae8','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-76af-7ac6-8ac6-ea120237c91b","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:23.727Z","n":2,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"chosen_with":"Mara, Sam, two elders","replaces":["01a2009c-6daf-71f5-a8d8-501c390c5573","01a2009c-6f31-726b-a1a7-ca18d46b849c"],"source":"counted","value":135},"taps_public_total":{"replaces":[],"value":13}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','contested','["taps_public_total"]','{}',4,7);
INSERT INTO "edit" VALUES('01a2009c-7821-7265-898d-212825b1af73','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','settlement_profile@1','2026-11-22T00:16:24.097Z','2026-11-22T00:16:24.360Z',0,'081687247851dcb709ed826555f70cee21ba259d207058a346be80cadeb6645c','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7821-7265-898d-212825b1af73","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:24.097Z","n":4,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"handwash_places":{"replaces":["01a2009c-7821-7275-9cea-1eeb3a2acf6c"],"value":4}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',5,8);
INSERT INTO "edit" VALUES('01a2009c-7821-7275-9cea-1eeb3a2acf6c','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','settlement_profile@1','2026-11-22T00:16:24.097Z','2026-11-22T00:16:24.735Z',0,'758a2d00a73982dede31cdd3480fc576ec9f10b19da8f3394112ed1e5a08fa80','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7821-7275-9cea-1eeb3a2acf6c","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:24.097Z","n":3,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"handwash_places":{"replaces":[],"value":3}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',6,9);
INSERT INTO "edit" VALUES('01a2009c-7c11-794d-af2b-ef21dc173c7e','02ec48f3-f485-43a2-b143-3ab1136ebfd5','feature','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:25.105Z','2026-11-22T00:16:25.387Z',0,'51482eb399c365c3858dcc773b6c34940048554d8cceb61882a9e3af78bcbe1d','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7c11-794d-af2b-ef21dc173c7e","form":"kwetu@1","kind":"feature","made_at":"2026-11-22T00:16:25.105Z","n":5,"record_id":"02ec48f3-f485-43a2-b143-3ab1136ebfd5","set":{"geometry":{"replaces":[],"value":{"coordinates":[121.0421,14.3815],"type":"Point"}},"layer":{"replaces":[],"value":"tap"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,10);
INSERT INTO "edit" VALUES('01a2009c-7c11-7407-9dff-c4e466e4db85','bdc6380a-ee22-4454-abc2-1362a4ee0b4d','feature','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:25.105Z','2026-11-22T00:16:25.399Z',0,'c665b15e96c139f5cdda9bd74b2e9a0284cd50b11bb30aa1acabf7128554bb10','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7c11-7407-9dff-c4e466e4db85","form":"kwetu@1","kind":"feature","made_at":"2026-11-22T00:16:25.105Z","n":6,"record_id":"bdc6380a-ee22-4454-abc2-1362a4ee0b4d","set":{"geometry":{"replaces":[],"value":{"coordinates":[121.0421,14.3815],"type":"Point"}},"layer":{"replaces":[],"value":"tap"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,11);
INSERT INTO "edit" VALUES('01a2009c-7d61-7440-a475-f46e3fec1ffe','02ec48f3-f485-43a2-b143-3ab1136ebfd5','feature','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','kwetu@1','2026-11-22T00:16:25.441Z','2026-11-22T00:16:25.714Z',0,'b56557d2d375026de81f8b2c3586ef0d9785468e74cee37d4e5b48058d6d1c87','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7d61-7440-a475-f46e3fec1ffe","form":"kwetu@1","kind":"feature","made_at":"2026-11-22T00:16:25.441Z","n":5,"record_id":"02ec48f3-f485-43a2-b143-3ab1136ebfd5","set":{"_deleted":{"replaces":[],"saw":["01a2009c-7c11-794d-af2b-ef21dc173c7e"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',2,12);
INSERT INTO "edit" VALUES('01a2009c-7e96-722a-b0f8-1a0c7faa13ae','02ec48f3-f485-43a2-b143-3ab1136ebfd5','feature','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:25.750Z','2026-11-22T00:16:26.035Z',0,'46ac25ae4df038d09756cfad7c9e13595563c9e81e503e6abe37ca98eeec5daf','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7e96-722a-b0f8-1a0c7faa13ae","form":"kwetu@1","kind":"feature","made_at":"2026-11-22T00:16:25.750Z","n":7,"record_id":"02ec48f3-f485-43a2-b143-3ab1136ebfd5","set":{"working":{"replaces":[],"value":true}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',3,13);
INSERT INTO "edit" VALUES('01a2009c-7fdd-798b-80a5-5db6b6b02290','02ec48f3-f485-43a2-b143-3ab1136ebfd5','feature','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','kwetu@1','2026-11-22T00:16:26.077Z','2026-11-22T00:16:26.347Z',0,'4fb7a441672953031cbb598797d1c1a593bd718eef08fc9c579b1a8fe8355cb4','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-7fdd-798b-80a5-5db6b6b02290","form":"kwetu@1","kind":"feature","made_at":"2026-11-22T00:16:26.077Z","n":6,"record_id":"02ec48f3-f485-43a2-b143-3ab1136ebfd5","set":{"_deleted":{"replaces":["01a2009c-7d61-7440-a475-f46e3fec1ffe"],"value":false}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',4,14);
INSERT INTO "edit" VALUES('01a2009c-8126-71d7-8a0a-86472bb6d462','bdc6380a-ee22-4454-abc2-1362a4ee0b4d','feature','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','kwetu@1','2026-11-22T00:16:26.406Z','2026-11-22T00:16:26.691Z',0,'d660ebbdd206068f4ffb8f184653b349032e052123d7b6dd4d72a78f9f036134','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-8126-71d7-8a0a-86472bb6d462","form":"kwetu@1","kind":"feature","made_at":"2026-11-22T00:16:26.406Z","n":7,"record_id":"bdc6380a-ee22-4454-abc2-1362a4ee0b4d","set":{"_deleted":{"replaces":[],"saw":["01a2009c-7c11-7407-9dff-c4e466e4db85"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',2,15);
INSERT INTO "edit" VALUES('01a2009c-826d-76c5-bf59-1683e06cf707','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:26.733Z','2026-11-22T00:16:27.017Z',0,'6250bdf9ec3c1a0b650d9f8a4a72e06f3f07356a380521d7ebf2565c5846eb63','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-826d-76c5-bf59-1683e06cf707","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:26.733Z","n":8,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"priority_item/women+water/_deleted":{"replaces":[],"saw":["01a2009c-6daf-71f5-a8d8-501c390c5573","01a2009c-6daf-71f5-a8d8-501c390c5573"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',7,16);
INSERT INTO "edit" VALUES('01a2009c-83ba-74b3-81e5-bb77c0f0056d','2d3c23a7-7d3e-583e-985d-6c4a7460da5b','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:27.066Z','2026-11-22T00:16:27.347Z',0,'f4bbad443de3f4d2bd87851eb13cc3f7333a9ed58441edf819d00859a95ebe10','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83ba-74b3-81e5-bb77c0f0056d","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.066Z","n":9,"record_id":"2d3c23a7-7d3e-583e-985d-6c4a7460da5b","set":{"consent_city":{"replaces":[],"value":"yes"},"consent_collect":{"replaces":[],"value":"yes"},"consent_explained":{"replaces":[],"value":"yes"},"households_total":{"replaces":[],"value":80}},"settlement_id":"5b8da5e7-377c-4465-9f2f-69d1c366e3c2"}','kept','[]','{}',1,17);
INSERT INTO "edit" VALUES('01a2009c-83bb-75dc-a5df-d1eb387b77d2','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:27.067Z','2026-11-22T00:16:27.412Z',0,'182c892418c3aff63bf826377186231d44161e8e28b30a6a950ce64b032ae2dd','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83bb-75dc-a5df-d1eb387b77d2","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.067Z","n":13,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_tenant":{"replaces":[],"value":"many"},"nonsense":{"replaces":[],"value":1},"water_note":{"replaces":[],"value":"Broken since June"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{"households_tenant":{"type":"/problems/answer-wrong-type","title":"This answer is not of the kind the question asks for","status":422,"detail":"This asks for a whole number.","expected":"a whole number"},"nonsense":{"type":"/problems/question-unknown","title":"The questionnaire does not ask this","status":422,"detail":"There is no question ''nonsense'' in settlement_profile@1."}}',8,18);
INSERT INTO "edit" VALUES('01a2009c-976d-7c3e-a943-bf6d0417c228','2d3c23a7-7d3e-583e-985d-6c4a7460da5b','profile','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-5dfb-7878-9735-0014197c077e','settlement_profile@1','2026-11-22T00:16:32.109Z','2026-11-22T00:16:32.348Z',0,'47fbdfaea8d5f19fa40a29a2321018b04f1271d7bb4d202e0da327ca535a2477','{"by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-976d-7c3e-a943-bf6d0417c228","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:32.109Z","n":8,"record_id":"2d3c23a7-7d3e-583e-985d-6c4a7460da5b","set":{"households_total":{"answer":"unknown","replaces":[]}},"settlement_id":"5b8da5e7-377c-4465-9f2f-69d1c366e3c2"}','contested','["households_total"]','{}',2,20);
INSERT INTO "edit" VALUES('01a2009c-98a6-79a1-8233-02d7be4c5383','add78073-83c0-411c-9d78-c0312dc7ccf6','settlement','01a2009c-5b04-76a7-99fe-599cc6ca4263','01a2009c-62a4-7708-bc60-8cba92ebe8b1','kwetu@1','2026-11-22T00:16:32.422Z','2026-11-22T00:16:32.729Z',0,'15d3c1c1145d10241895e655d4394a131a44304644e23e876ff4edd201d3f7eb','{"by":"01a2009c-5b04-76a7-99fe-599cc6ca4263","city_id":"01a2009c-529b-732b-abef-a7259cc77784","edit_id":"01a2009c-98a6-79a1-8233-02d7be4c5383","form":"kwetu@1","kind":"settlement","made_at":"2026-11-22T00:16:32.422Z","n":2,"record_id":"add78073-83c0-411c-9d78-c0312dc7ccf6","set":{"name":{"replaces":[],"value":"Zuva (invented)"},"team":{"replaces":[],"value":"01a2009c-550a-7136-b73a-76294e6e0481"}},"settlement_id":"add78073-83c0-411c-9d78-c0312dc7ccf6"}','kept','[]','{}',1,2);
INSERT INTO "edit" VALUES('01a2009c-98a7-7e7b-b21f-066977976365','1e82d026-0741-5066-a2ef-a07a62e3f170','profile','01a2009c-5b04-76a7-99fe-599cc6ca4263','01a2009c-62a4-7708-bc60-8cba92ebe8b1','settlement_profile@1','2026-11-22T00:16:32.423Z','2026-11-22T00:16:32.769Z',0,'58e177f0238e1fb4949e85e2eb7cad07c18d173119513b468bda0268d28591ee','{"by":"01a2009c-5b04-76a7-99fe-599cc6ca4263","city_id":"01a2009c-529b-732b-abef-a7259cc77784","edit_id":"01a2009c-98a7-7e7b-b21f-066977976365","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:32.423Z","n":3,"record_id":"1e82d026-0741-5066-a2ef-a07a62e3f170","set":{"households_total":{"replaces":[],"value":55}},"settlement_id":"add78073-83c0-411c-9d78-c0312dc7ccf6"}','kept','[]','{}',1,1);
INSERT INTO "edit" VALUES('01a2009c-9e29-7eb8-b0b7-9722cf5b0b30','d1c2e396-ad91-47f2-aeba-566f00f1259d','decision','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:33.833Z','2026-11-22T00:16:34.129Z',0,'b331e2df8c69a169f4720dcdb17715eaa7914eaf2cd45dd60b732e5941a93c3c','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-9e29-7eb8-b0b7-9722cf5b0b30","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:33.833Z","n":17,"record_id":"d1c2e396-ad91-47f2-aeba-566f00f1259d","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"act":{"replaces":[],"value":"hand_in"},"hash":{"replaces":[],"value":"204c051778e61c25c9d3042d1b8ba68c25568ce33b3a166376a624715b381bcc"},"saw":{"replaces":[],"value":[]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,21);
INSERT INTO "edit" VALUES('01a2009c-9f8c-7523-b992-2cd8e31fc41c','67f01ff9-0852-4546-8f42-4d25bd8d5b47','comment','01a2009c-5902-7f70-a47f-71dcdd2913f0','01a2009c-5f03-72a7-914c-59ce7d24b16e','kwetu@1','2026-11-22T00:16:34.188Z','2026-11-22T00:16:34.464Z',0,'a2bb88a92ea7a57854f2fd8ef458182fb9a2077c573d93c5bffaa7d27062c3d3','{"by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-9f8c-7523-b992-2cd8e31fc41c","form":"kwetu@1","kind":"comment","made_at":"2026-11-22T00:16:34.188Z","n":1,"record_id":"67f01ff9-0852-4546-8f42-4d25bd8d5b47","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"text":{"replaces":[],"value":"Which name do people use?"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,23);
INSERT INTO "edit" VALUES('01a2009c-a25c-7eab-8a8e-a5c6326e559e','a03bc893-a5d6-4708-a1bf-6d469074c195','decision','01a2009c-5902-7f70-a47f-71dcdd2913f0','01a2009c-5f03-72a7-914c-59ce7d24b16e','kwetu@1','2026-11-22T00:16:34.908Z','2026-11-22T00:16:35.242Z',0,'ed503f19ead6fe2f93f4894789e0d68248f401b421b8e9dca6cc5ac56b1378cd','{"by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-a25c-7eab-8a8e-a5c6326e559e","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:34.908Z","n":2,"record_id":"a03bc893-a5d6-4708-a1bf-6d469074c195","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"act":{"replaces":[],"value":"return"},"comments":{"replaces":[],"value":["67f01ff9-0852-4546-8f42-4d25bd8d5b47"]},"hash":{"replaces":[],"value":"204c051778e61c25c9d3042d1b8ba68c25568ce33b3a166376a624715b381bcc"},"note":{"replaces":[],"value":"One question left"},"saw":{"replaces":[],"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,24);
INSERT INTO "edit" VALUES('01a2009c-a3e5-7240-8903-99e70bea9c2a','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:35.301Z','2026-11-22T00:16:35.665Z',0,'a6aa17179a722300f525ecc2b645c247e9901316baa22cfb7fa16380abb4b6f4','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-a3e5-7240-8903-99e70bea9c2a","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:35.301Z","n":18,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"name_community":{"chosen_with":"The meeting","replaces":["01a2009c-6daf-71f5-a8d8-501c390c5573","01a2009c-6f31-726b-a1a7-ca18d46b849c","01a2009c-6daf-71f5-a8d8-501c390c5573","01a2009c-6f31-726b-a1a7-ca18d46b849c"],"value":"Peñas"},"taps_public_total":{"chosen_with":"The meeting","replaces":["01a2009c-6daf-76b5-bd3d-9911270ad75f","01a2009c-76af-7ac6-8ac6-ea120237c91b"],"value":13}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',9,26);
INSERT INTO "edit" VALUES('01a2009c-a586-7c5f-a8b5-f741a0768913','67f01ff9-0852-4546-8f42-4d25bd8d5b47','comment','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:35.718Z','2026-11-22T00:16:36.049Z',0,'9ace3b731f2ea9196e6aa5cd3d52f3aa01e1794dc89223c4ddb3edca6c1d1e55','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-a586-7c5f-a8b5-f741a0768913","form":"kwetu@1","kind":"comment","made_at":"2026-11-22T00:16:35.718Z","n":19,"record_id":"67f01ff9-0852-4546-8f42-4d25bd8d5b47","set":{"done":{"replaces":[],"value":true}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',2,27);
INSERT INTO "edit" VALUES('01a2009c-a824-7b7e-9d32-3d32ba081da6','bf2bf5f9-d6c5-4a98-aa2b-b254165db29c','decision','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:36.388Z','2026-11-22T00:16:36.678Z',0,'b0dec7a5a21949e6b5a5b1d70e21073ba4cab7ea2f92cbdacc132775b9297cca','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-a824-7b7e-9d32-3d32ba081da6","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:36.388Z","n":20,"record_id":"bf2bf5f9-d6c5-4a98-aa2b-b254165db29c","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"act":{"replaces":[],"value":"hand_in"},"hash":{"replaces":[],"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"},"saw":{"replaces":[],"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,28);
INSERT INTO "edit" VALUES('01a2009c-aceb-799d-8020-528920f0c51b','e7744969-28c8-44c5-9511-5b3a974678cb','decision','01a2009c-59af-7239-9ca4-e5a91daa77f6','01a2009c-6040-7662-9655-773a1f4f6d5a','kwetu@1','2026-11-22T00:16:37.611Z','2026-11-22T00:16:37.899Z',0,'5ff239381019d158cbb65389f9dd6db641da4d00625f8a659dd42e288a4f2007','{"by":"01a2009c-59af-7239-9ca4-e5a91daa77f6","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-aceb-799d-8020-528920f0c51b","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:37.611Z","n":1,"record_id":"e7744969-28c8-44c5-9511-5b3a974678cb","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"act":{"replaces":[],"value":"verify"},"hash":{"replaces":[],"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"},"meeting_date":{"replaces":[],"value":"2026-11-20"},"men":{"replaces":[],"value":4},"saw":{"replaces":[],"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195","bf2bf5f9-d6c5-4a98-aa2b-b254165db29c"]},"tenants":{"replaces":[],"value":3},"women":{"replaces":[],"value":9}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,30);
INSERT INTO "edit" VALUES('01a2009c-af5e-7f0c-b5a7-db924b337e25','792e5a42-748b-4e58-bf94-b5603a99f376','decision','01a2009c-5902-7f70-a47f-71dcdd2913f0','01a2009c-5f03-72a7-914c-59ce7d24b16e','kwetu@1','2026-11-22T00:16:38.238Z','2026-11-22T00:16:38.512Z',0,'5269a0af7b8f49d6d6954deef78fb1818916958c0008edf410cc7b56b8d92f37','{"by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-af5e-7f0c-b5a7-db924b337e25","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:38.238Z","n":4,"record_id":"792e5a42-748b-4e58-bf94-b5603a99f376","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"act":{"replaces":[],"value":"approve"},"hash":{"replaces":[],"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"},"saw":{"replaces":[],"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195","bf2bf5f9-d6c5-4a98-aa2b-b254165db29c","e7744969-28c8-44c5-9511-5b3a974678cb"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',1,32);
INSERT INTO "edit" VALUES('01a2009c-b1fe-7640-a17f-394dd88d5015','56778ccc-887a-4248-a3c3-d185e9abf023','decision','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','kwetu@1','2026-11-22T00:16:38.910Z','2026-11-22T00:16:39.151Z',0,'9eacad7f22b63b7e86655bd0ad597ec91c683de6cb7c9efe2a14ffe311b95001','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-b1fe-7640-a17f-394dd88d5015","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:38.910Z","n":21,"record_id":"56778ccc-887a-4248-a3c3-d185e9abf023","set":{"about":{"replaces":[],"value":"2d3c23a7-7d3e-583e-985d-6c4a7460da5b"},"act":{"replaces":[],"value":"hand_in"},"hash":{"replaces":[],"value":"fdb805648c3b23a1bead652d824a9f5dbb63ca739a6f5d1bfd8330ab21a01f08"},"saw":{"replaces":[],"value":[]}},"settlement_id":"5b8da5e7-377c-4465-9f2f-69d1c366e3c2"}','kept','[]','{}',1,34);
INSERT INTO "edit" VALUES('01a2009c-c601-7917-941f-aaf26e86bab8','3bd3748d-334a-5044-9cb4-c4850316d33f','profile','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','settlement_profile@1','2026-11-22T00:16:44.033Z','2026-11-22T00:16:44.261Z',0,'a89dd0856102509f98e304c71a37fdd0d0b11b3fbfc09f4aec5d9c39c3d5915a','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-c601-7917-941f-aaf26e86bab8","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:44.033Z","n":22,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"taps_public_working":{"replaces":["01a2009c-6f31-726b-a1a7-ca18d46b849c","01a2009c-6f31-726b-a1a7-ca18d46b849c"],"value":8}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','kept','[]','{}',10,37);
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
INSERT INTO "invitation" VALUES('01a2009c-5767-7d4d-861f-3fabe7ecc82b','eb594b8ad840a88be46e67ee09ca08b2e8d21bed4889aa2d81f10655c3ba86d4','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:15.719Z','2026-12-06T00:16:15.719Z','2026-11-22T00:16:17.039Z',0);
INSERT INTO "invitation" VALUES('01a2009c-585c-734a-98d4-96dc98adec7b','11edb7799bb6d5d30c210bb59c415acc8e7661b1af9c39cbb971a6195a0065c5','01a2009c-585a-7b66-bf3c-890cfca46eb6','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:15.964Z','2026-12-06T00:16:15.964Z','2026-11-22T00:16:17.403Z',0);
INSERT INTO "invitation" VALUES('01a2009c-5903-7d6d-8d8a-b7a3520cf32c','6b6c0c57b8dd41500157276252df9847bf49a565d79126a3c712e0b4fd03161a','01a2009c-5902-7f70-a47f-71dcdd2913f0','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.131Z','2026-12-06T00:16:16.131Z','2026-11-22T00:16:17.667Z',0);
INSERT INTO "invitation" VALUES('01a2009c-59b0-78e8-8f67-20e1cec1c21c','b9e3e2917dc653c05a82dbc6cc73b258d37e58b24b91af443218ecef434ae9f2','01a2009c-59af-7239-9ca4-e5a91daa77f6','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.304Z','2026-12-06T00:16:16.304Z','2026-11-22T00:16:17.984Z',0);
INSERT INTO "invitation" VALUES('01a2009c-5a55-746d-a256-df4f46d278c9','38df02934507d76382e10d54b91ddb432a723f110ce8ee505ec36460300e17de','01a2009c-5a50-7b5a-8125-efdc712c6ab0','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.469Z','2026-12-06T00:16:16.469Z','2026-11-22T00:16:18.271Z',0);
INSERT INTO "invitation" VALUES('01a2009c-5b0a-7f79-95f7-9eb6d69a39b0','c69a89a2c538a98cef94b632eceb07773bebc8436619d159fc90f22cf304b10e','01a2009c-5b04-76a7-99fe-599cc6ca4263','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.650Z','2026-12-06T00:16:16.650Z','2026-11-22T00:16:18.596Z',0);
INSERT INTO "invitation" VALUES('01a2009c-5bcf-71bb-bb75-9482094bcf9c','a17f1c6efb36be22db83d8dece64f01a429b88a8b345548182462d6a46953179','01a2009c-5bce-794f-9a44-6f01b2c5c8fc','01a2009c-2897-7178-aeed-6a0b60375507','2026-11-22T00:16:16.847Z','2026-12-06T00:16:16.847Z','2026-11-22T00:16:18.899Z',0);
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
INSERT INTO "parked_edit" VALUES('b0fff487de5d2c1be804acec63dcfa06583c345b7e8689580ae5a45c76a213e3','01a2009c-6f31-726b-a1a7-ca18d46b849c','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:25.070Z','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-6f31-726b-a1a7-ca18d46b849c","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:21.809Z","n":1,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"replaces":[],"source":"counted","value":135},"name_community":{"replaces":[],"value":"Penas"},"taps_public_working":{"replaces":[],"value":9},"water_barriers":{"replaces":[],"value":["price","queue"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/edit-id-reused","title":"Something else was already sent under the same id","status":409}','{}');
INSERT INTO "parked_edit" VALUES('5a42b8e15f8362a7258322163576ad12131b5d34502ec69522cc2aa1e307ddb4','01a2009c-83ba-7553-a903-ff5ac965a81a','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.371Z','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83ba-7553-a903-ff5ac965a81a","form":"kwetu@1","kind":"spaceship","made_at":"2026-11-22T00:16:27.066Z","n":10,"record_id":"c4705bf9-32e8-49a5-9e33-8d75be5cf9e7","set":{"name":{"replaces":[],"value":"x"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/kind-unknown","title":"This server does not know this kind of record yet","status":422,"kind":"spaceship"}','{}');
INSERT INTO "parked_edit" VALUES('c08b402c9d52d3e1060aec4a31f87821fa6fa8c7be2bd4655380ca480b5e70f5','01a2009c-83ba-79a6-8a12-cf4cb0d946d5','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.382Z','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83ba-79a6-8a12-cf4cb0d946d5","form":"settlement_profile@99","kind":"profile","made_at":"2026-11-22T00:16:27.066Z","n":11,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"replaces":[],"value":7}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/form-not-of-kind","title":"This server does not know this version of the questionnaire","status":422,"form":"settlement_profile@99"}','{}');
INSERT INTO "parked_edit" VALUES('bc777f9ae9af27e4f78c9a33a504e65be42d76f43e84dccfe8d8a027cbb28c50','01a2009c-83bb-73fb-99cf-df7376fdd3d8','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.400Z','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83bb-73fb-99cf-df7376fdd3d8","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.067Z","n":12,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"replaces":[],"value":"many"}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/nothing-kept","title":"None of these answers could be kept","status":422}','{"households_total":{"type":"/problems/answer-wrong-type","title":"This answer is not of the kind the question asks for","status":422,"detail":"This asks for a whole number.","expected":"a whole number"}}');
INSERT INTO "parked_edit" VALUES('712a4f43433bf36d303e8620e658609ebdafff5a45844f66c609881c7ad3dd3d','01a2009c-83bb-7cd9-b67f-f7fcf3dab485','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.447Z','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83bb-7cd9-b67f-f7fcf3dab485","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.067Z","n":14,"record_id":"7260043b-c8c7-58f1-9e62-490958875650","set":{"households_total":{"replaces":[],"value":1}},"settlement_id":"75a7afdf-c72b-4326-aa37-7db468f13946"}','{"type":"/problems/settlement-unknown","title":"This settlement is not known here yet","status":422}','{}');
INSERT INTO "parked_edit" VALUES('81adb155b8bed4120ee8ca3a57e08ad9981dc3d06b8abf8581e626ee14ac628c','01a2009c-83bb-7637-9367-ff07e1e8410f','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.455Z','{"by":"01a2009c-5b04-76a7-99fe-599cc6ca4263","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83bb-7637-9367-ff07e1e8410f","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.067Z","n":15,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"replaces":[],"value":1}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/not-your-edit","title":"This was written by somebody else","status":403}','{}');
INSERT INTO "parked_edit" VALUES('48b95ea6a7d150e64af7f98f4d3263a224aa671a490fdd377f8bec2ddf2bd117','01a2009c-83bb-7378-a8de-10c351f88399','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.465Z','{"by": "01a2009c-5758-79c1-993f-58bc4aa8851d", "city_id": "01a2009c-288b-7bae-bc35-49dc0a813b26", "edit_id": "01a2009c-83bb-7378-a8de-10c351f88399", "form": "settlement_profile@1", "kind": "profile", "made_at": "2026-11-22T00:16:27.067Z", "n": 16, "record_id": "3bd3748d-334a-5044-9cb4-c4850316d33f", "set": {"water_note": {"replaces": [], "value": "half \ud800"}}, "settlement_id": "e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/edit-unreadable","title":"Part of this cannot be read","status":422,"detail":"It holds a number or a text that no phone writes.","pointer":""}','{}');
INSERT INTO "parked_edit" VALUES('72e4153a03d928dd3b01f8e8409ece74d69ad1116345ef445a5abb77d6d36aba','01a2009c-83ba-74b3-81e5-bb77c0f0056d','01a2009c-5758-79c1-993f-58bc4aa8851d','01a2009c-5c8f-7b4b-8b73-d9b9bf421fad','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:27.467Z','{"by":"01a2009c-5758-79c1-993f-58bc4aa8851d","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-83ba-74b3-81e5-bb77c0f0056d","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.066Z","n":9,"record_id":"2d3c23a7-7d3e-583e-985d-6c4a7460da5b","set":{"households_total":{"replaces":[],"value":9}},"settlement_id":"5b8da5e7-377c-4465-9f2f-69d1c366e3c2"}','{"type":"/problems/edit-id-reused","title":"Something else was already sent under the same id","status":409}','{}');
INSERT INTO "parked_edit" VALUES('c8fdf9c985127d8b610a9ad67151f8db84d2c719a8a27b2ceb2d346d07435937','01a2009c-8581-7b31-a2ab-232de6323706','01a2009c-5b04-76a7-99fe-599cc6ca4263','01a2009c-62a4-7708-bc60-8cba92ebe8b1','01a2009c-529b-732b-abef-a7259cc77784','2026-11-22T00:16:27.839Z','{"by":"01a2009c-5b04-76a7-99fe-599cc6ca4263","city_id":"01a2009c-529b-732b-abef-a7259cc77784","edit_id":"01a2009c-8581-7b31-a2ab-232de6323706","form":"settlement_profile@1","kind":"profile","made_at":"2026-11-22T00:16:27.522Z","n":1,"record_id":"3bd3748d-334a-5044-9cb4-c4850316d33f","set":{"households_total":{"replaces":[],"value":1}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/city-not-yours","title":"This settlement is in a city you do not work in","status":403}','{}');
INSERT INTO "parked_edit" VALUES('06ace69132fcada4c9153d217c9c8d1f157f51d06229a33b0a5c42f02252f504','01a2009c-aa9e-7bb6-80c1-19997b099dcd','01a2009c-5902-7f70-a47f-71dcdd2913f0','01a2009c-5f03-72a7-914c-59ce7d24b16e','01a2009c-288b-7bae-bc35-49dc0a813b26','2026-11-22T00:16:37.317Z','{"by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","city_id":"01a2009c-288b-7bae-bc35-49dc0a813b26","edit_id":"01a2009c-aa9e-7bb6-80c1-19997b099dcd","form":"kwetu@1","kind":"decision","made_at":"2026-11-22T00:16:37.022Z","n":3,"record_id":"bf29f1e2-12cc-4877-a1cf-4271f2285dee","set":{"about":{"replaces":[],"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"},"act":{"replaces":[],"value":"approve"},"hash":{"replaces":[],"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"},"saw":{"replaces":[],"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195","bf2bf5f9-d6c5-4a98-aa2b-b254165db29c"]}},"settlement_id":"e847c0ba-0492-4dfb-864d-edf7b4c949c2"}','{"type":"/problems/not-checked-by-residents","title":"Residents have not checked this profile yet","status":409,"reasons":["not-checked-by-residents"]}','{}');
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
INSERT INTO "record" VALUES('e847c0ba-0492-4dfb-864d-edf7b4c949c2','settlement','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','2987081ff7d922f34afa817ef853f3091aa264bb0884002d0a52ab97c454be90','c60495ccc61aa9df15051d8ef90c1e764c6fb8b5adbd656a412d6cb8ab57b89f,fd14ffc63e98815a9e4cbd1bad3a02a367a78290fe2346aeab18114438a61004,90e0ece15123156c611d2c1d16ea8df82b05ab8930d649d38620463561434961,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'{"edit_id":"01a2009c-6c13-78f6-821e-dbea316a75e9","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:21.011Z"}
"code":[[0,{"value":"R-1"}]],"team":[[0,{"value":"01a2009c-5417-7d03-a987-07e69152af2b"}]]
','
"name":[[0,{"value":"Riverside (invented)"}]]
','
"centre_point":[[0,{"value":{"type":"Point","coordinates":[121.0421,14.3815]}}]]
','

',36);
INSERT INTO "record" VALUES('5b8da5e7-377c-4465-9f2f-69d1c366e3c2','settlement','kwetu@1','5b8da5e7-377c-4465-9f2f-69d1c366e3c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','33bec4288b9582ddcba14faae63c552881db70b84299d42a35cd9e3c1b6f64e5','e3b146f8c70bda1ecf02b0af607e58f710f6a9e2743f48bdfd1531d20936c501,9aad144d7f436206c1d889419925c8665f6554bb2e7e1dc32b68002b8926453a,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'{"edit_id":"01a2009c-6c13-7a26-94b5-0cf7b724ec48","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:21.011Z"}
"team":[[0,{"value":"01a2009c-5417-7d03-a987-07e69152af2b"}]]
','
"name":[[0,{"value":"Hillside (invented)"}]],"ward":[[0,{"value":"b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8"}]]
','

','

',35);
INSERT INTO "record" VALUES('3bd3748d-334a-5044-9cb4-c4850316d33f','profile','settlement_profile@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','9a940cd612da910658d3ed293931898518042deeb0c0b3867816a0e106bc659b','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,3d9eb44947585a91f5229be5f3662340ff98e6d2619576b48bd4863160662a18,421cd99f790955d652709511f896cdf59c0a0de079ece1bd2b4244f729d9792b,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',10,'

','{"edit_id":"01a2009c-6daf-71f5-a8d8-501c390c5573","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:21.423Z"},{"edit_id":"01a2009c-7821-7265-898d-212825b1af73","by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","made_at":"2026-11-22T00:16:24.097Z"},{"edit_id":"01a2009c-76af-7ac6-8ac6-ea120237c91b","by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","made_at":"2026-11-22T00:16:23.727Z"},{"edit_id":"01a2009c-a3e5-7240-8903-99e70bea9c2a","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:35.301Z"},{"edit_id":"01a2009c-826d-76c5-bf59-1683e06cf707","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:26.733Z"},{"edit_id":"01a2009c-c601-7917-941f-aaf26e86bab8","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:44.033Z"},{"edit_id":"01a2009c-6f31-726b-a1a7-ca18d46b849c","by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","made_at":"2026-11-22T00:16:21.809Z"}
"consent_city":[[0,{"value":"yes"}]],"consent_collect":[[0,{"value":"yes"}]],"consent_explained":[[0,{"value":"yes"}]],"disaster":[[0,{"value":"none"}]],"handwash_places":[[1,{"value":4}]],"households_subtenant":[[0,{"value":0}]],"households_tenant":[[0,{"value":40}]],"households_total":[[2,{"value":135,"source":"counted","chosen_with":"Mara, Sam, two elders"}]],"name_community":[[3,{"value":"Peñas","chosen_with":"The meeting"}]],"priority_item/women+water/_deleted":[[4,{"saw":["01a2009c-6daf-71f5-a8d8-501c390c5573","01a2009c-6daf-71f5-a8d8-501c390c5573"]}]],"priority_item/women+water/priority_rank":[[0,{"value":1}]],"rent_month_typical":[[0,{"answer":"refused"}]],"return_date":[[0,{"answer":"not_applicable"}]],"taps_public_total":[[3,{"value":13,"chosen_with":"The meeting"}]],"taps_public_working":[[5,{"value":8}]],"toilet_group/communal+pit_slab/_order":[[0,{"value":1}]],"toilet_group/communal+pit_slab/toilet_seats_total":[[0,{"value":6}]],"water_barriers":[[0,{"value":["queue","price"]}],[6,{"value":["price","queue"]}]],"water_main_source":[[0,{"value":"public_tap"}]],"water_price":[[0,{"value":2.5,"source":"counted"}]],"year_established":[[0,{"answer":"unknown"}]]
','{"edit_id":"01a2009c-83bb-75dc-a5df-d1eb387b77d2","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:27.067Z"}
"boundary":[[0,{"value":{"type":"Polygon","coordinates":[[[121.04,14.38],[121.04,14.381],[121.041,14.381],[121.041,14.38],[121.04,14.38]]]}}]],"water_note":[[7,{"value":"Broken since June"}]]
','

',37);
INSERT INTO "record" VALUES('02ec48f3-f485-43a2-b143-3ab1136ebfd5','feature','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','042a30d997babd1d37816b1b73e85d6cf19eb7c2703c34a468ad5424dc945196','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,6dba7804c0685d83841c6c90bb601d643b6bf87a2c03d5fdb6508c34ef6c2205,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',4,'

','{"edit_id":"01a2009c-7fdd-798b-80a5-5db6b6b02290","by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","made_at":"2026-11-22T00:16:26.077Z"},{"edit_id":"01a2009c-7c11-794d-af2b-ef21dc173c7e","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:25.105Z"},{"edit_id":"01a2009c-7e96-722a-b0f8-1a0c7faa13ae","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:25.750Z"}
"_deleted":[[0,{"value":false}]],"geometry":[[1,{"value":{"type":"Point","coordinates":[121.0421,14.3815]}}]],"layer":[[1,{"value":"tap"}]],"working":[[2,{"value":true}]]
','

','

',14);
INSERT INTO "record" VALUES('bdc6380a-ee22-4454-abc2-1362a4ee0b4d','feature','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','1094d19ab99607096a3a63671fac8c7fdd51859ed429cc3bbff641e58756cc98','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,c2180c87fac1576a84141df935f68e1047433fb79c6318facb8acd43c2369192,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',2,'

','{"edit_id":"01a2009c-8126-71d7-8a0a-86472bb6d462","by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","made_at":"2026-11-22T00:16:26.406Z"},{"edit_id":"01a2009c-7c11-7407-9dff-c4e466e4db85","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:25.105Z"}
"_deleted":[[0,{"saw":["01a2009c-7c11-7407-9dff-c4e466e4db85"]}]],"geometry":[[1,{"value":{"type":"Point","coordinates":[121.0421,14.3815]}}]],"layer":[[1,{"value":"tap"}]]
','

','

',15);
INSERT INTO "record" VALUES('2d3c23a7-7d3e-583e-985d-6c4a7460da5b','profile','settlement_profile@1','5b8da5e7-377c-4465-9f2f-69d1c366e3c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','fdb805648c3b23a1bead652d824a9f5dbb63ca739a6f5d1bfd8330ab21a01f08','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,fdf3c5790c8443038a8e4c2a9abb7a0a4bad35596206505dd100a73745165a72,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',2,'

','{"edit_id":"01a2009c-83ba-74b3-81e5-bb77c0f0056d","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:27.066Z"},{"edit_id":"01a2009c-976d-7c3e-a943-bf6d0417c228","by":"01a2009c-585a-7b66-bf3c-890cfca46eb6","made_at":"2026-11-22T00:16:32.109Z"}
"consent_city":[[0,{"value":"yes"}]],"consent_collect":[[0,{"value":"yes"}]],"consent_explained":[[0,{"value":"yes"}]],"households_total":[[0,{"value":80}],[1,{"answer":"unknown"}]]
','

','

',20);
INSERT INTO "record" VALUES('add78073-83c0-411c-9d78-c0312dc7ccf6','settlement','kwetu@1','add78073-83c0-411c-9d78-c0312dc7ccf6','01a2009c-529b-732b-abef-a7259cc77784','01a2009c-529b-732b-abef-a7259cc77784','9d2233916ed81af11f8c8ea55e6c4db1742c15b21235ec3e4073b12daace8322','ee30c0a6bdd1ab1e0ccf41aee8281a844e44bebf7c05dc824cea273b91eb7d07,1d2306af7dc503b54a49a6cdc67e73543dbf1e2148e8e8b4b246a5c0ceb60ec1,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'{"edit_id":"01a2009c-98a6-79a1-8233-02d7be4c5383","by":"01a2009c-5b04-76a7-99fe-599cc6ca4263","made_at":"2026-11-22T00:16:32.422Z"}
"team":[[0,{"value":"01a2009c-550a-7136-b73a-76294e6e0481"}]]
','
"name":[[0,{"value":"Zuva (invented)"}]]
','

','

',2);
INSERT INTO "record" VALUES('1e82d026-0741-5066-a2ef-a07a62e3f170','profile','settlement_profile@1','add78073-83c0-411c-9d78-c0312dc7ccf6','01a2009c-529b-732b-abef-a7259cc77784','01a2009c-529b-732b-abef-a7259cc77784','ca9b455ba443af1f8f514e41b3823deb32bda25c55526acadd56b21049b49666','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,537e38c83b3298fe1793e85b496c75dbaeb6b9763c47b0bfa02d93a4d846e347,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-98a7-7e7b-b21f-066977976365","by":"01a2009c-5b04-76a7-99fe-599cc6ca4263","made_at":"2026-11-22T00:16:32.423Z"}
"households_total":[[0,{"value":55}]]
','

','

',1);
INSERT INTO "record" VALUES('d1c2e396-ad91-47f2-aeba-566f00f1259d','decision','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','ba7a60c424598413e5c09cd8d57dfa0e13b8e6354fc2d6e370707bce9c2b876b','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,895ae83b3472050e2bc070007096d73b1febdbc8dddeb3a64351958b3586980c,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-9e29-7eb8-b0b7-9722cf5b0b30","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:33.833Z"}
"about":[[0,{"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"}]],"act":[[0,{"value":"hand_in"}]],"hash":[[0,{"value":"204c051778e61c25c9d3042d1b8ba68c25568ce33b3a166376a624715b381bcc"}]],"saw":[[0,{"value":[]}]]
','

','

',21);
INSERT INTO "record" VALUES('67f01ff9-0852-4546-8f42-4d25bd8d5b47','comment','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','e25af0b0527ce0d3d45f172f7a8e26255d4d2f686ece62babff9cd056738f05a','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,44c53969e53864a3a5c74a61d77145aeb7ecdea2e736660cd0daff5b3098ad34,8e6cc3b83648d7aee3ccf472d3bfbb23dbc77e373f5e133fdf30bdc790ddc73c,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',2,'

','{"edit_id":"01a2009c-9f8c-7523-b992-2cd8e31fc41c","by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","made_at":"2026-11-22T00:16:34.188Z"},{"edit_id":"01a2009c-a586-7c5f-a8b5-f741a0768913","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:35.718Z"}
"about":[[0,{"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"}]],"done":[[1,{"value":true}]]
','
"text":[[0,{"value":"Which name do people use?"}]]
','

',27);
INSERT INTO "record" VALUES('a03bc893-a5d6-4708-a1bf-6d469074c195','decision','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','ca7bae8fc4de92674fa5eb5528718f9831965080c0dd69cb5650e70d24d1f227','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,98db27124facaff22161bc34292c8149f76f5424c74ccdc2c41f0428b4a08d04,938ae9e1e065ad569a4fb4029e3ca88091ff20d4f41bcc9baac86a30381d8dc9,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-a25c-7eab-8a8e-a5c6326e559e","by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","made_at":"2026-11-22T00:16:34.908Z"}
"about":[[0,{"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"}]],"act":[[0,{"value":"return"}]],"comments":[[0,{"value":["67f01ff9-0852-4546-8f42-4d25bd8d5b47"]}]],"hash":[[0,{"value":"204c051778e61c25c9d3042d1b8ba68c25568ce33b3a166376a624715b381bcc"}]],"saw":[[0,{"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d"]}]]
','
"note":[[0,{"value":"One question left"}]]
','

',24);
INSERT INTO "record" VALUES('bf2bf5f9-d6c5-4a98-aa2b-b254165db29c','decision','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','b87cf778a2b7e136bfa9460a223f28bd5ccbd9d4a11b47a3983b98146b52d76a','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,46af9b09df587f14be497737ec61cefe2ddcdb95432c249fd293a1dbffe9c074,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-a824-7b7e-9d32-3d32ba081da6","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:36.388Z"}
"about":[[0,{"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"}]],"act":[[0,{"value":"hand_in"}]],"hash":[[0,{"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"}]],"saw":[[0,{"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195"]}]]
','

','

',28);
INSERT INTO "record" VALUES('e7744969-28c8-44c5-9511-5b3a974678cb','decision','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','c2127e937795257ada65776474ee9f9ae25e854723dba56d65d978d22f35e99b','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,84c83ed7c600081b9cc82627dc735a6f367ede0e10d776e7fa7cd2a110ef28c9,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-aceb-799d-8020-528920f0c51b","by":"01a2009c-59af-7239-9ca4-e5a91daa77f6","made_at":"2026-11-22T00:16:37.611Z"}
"about":[[0,{"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"}]],"act":[[0,{"value":"verify"}]],"hash":[[0,{"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"}]],"meeting_date":[[0,{"value":"2026-11-20"}]],"men":[[0,{"value":4}]],"saw":[[0,{"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195","bf2bf5f9-d6c5-4a98-aa2b-b254165db29c"]}]],"tenants":[[0,{"value":3}]],"women":[[0,{"value":9}]]
','

','

',30);
INSERT INTO "record" VALUES('792e5a42-748b-4e58-bf94-b5603a99f376','decision','kwetu@1','e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','4a770843e2894d0f0ec54b2241161f93987489c7a20966e5493adf27daf60304','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,c05fa6567fc9725d8b4e06df6e1242554f444f0e3acba39158374ae33c930b26,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-af5e-7f0c-b5a7-db924b337e25","by":"01a2009c-5902-7f70-a47f-71dcdd2913f0","made_at":"2026-11-22T00:16:38.238Z"}
"about":[[0,{"value":"3bd3748d-334a-5044-9cb4-c4850316d33f"}]],"act":[[0,{"value":"approve"}]],"hash":[[0,{"value":"6f94a7909793db50f10d88bc4b2ae4ee4c83277a3b889cec8fd0ed645f0359da"}]],"saw":[[0,{"value":["d1c2e396-ad91-47f2-aeba-566f00f1259d","a03bc893-a5d6-4708-a1bf-6d469074c195","bf2bf5f9-d6c5-4a98-aa2b-b254165db29c","e7744969-28c8-44c5-9511-5b3a974678cb"]}]]
','

','

',32);
INSERT INTO "record" VALUES('56778ccc-887a-4248-a3c3-d185e9abf023','decision','kwetu@1','5b8da5e7-377c-4465-9f2f-69d1c366e3c2','01a2009c-288b-7bae-bc35-49dc0a813b26','01a2009c-288b-7bae-bc35-49dc0a813b26','46721e701ad327eafbc638e70602a4845ef2d4b0ef0c5008dc77b682340b8ef2','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,88f1e7cbbb9197da5aec8a5b3df1dc869a6ede1dd60a0cc94d18ab7e37b72b2f,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,'

','{"edit_id":"01a2009c-b1fe-7640-a17f-394dd88d5015","by":"01a2009c-5758-79c1-993f-58bc4aa8851d","made_at":"2026-11-22T00:16:38.910Z"}
"about":[[0,{"value":"2d3c23a7-7d3e-583e-985d-6c4a7460da5b"}]],"act":[[0,{"value":"hand_in"}]],"hash":[[0,{"value":"fdb805648c3b23a1bead652d824a9f5dbb63ca739a6f5d1bfd8330ab21a01f08"}]],"saw":[[0,{"value":[]}]]
','

','

',34);
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
INSERT INTO "release" VALUES('01a2009c-beef-7d1a-b7da-497f52ac7c67','01a2009c-bc5a-7774-8de0-3715d5f29b03',1,'2026-11-22T00:16:42.222Z','01a2009c-5902-7f70-a47f-71dcdd2913f0','{"agreement": {"id": "01a2009c-bc5a-7774-8de0-3715d5f29b03", "title": "Water plan", "purpose": "To plan public taps", "terms": "1. The answers, boundaries and numbers shared under this agreement belong to the communities who gave them and to their\n   federation. They may not be used to evict, to demolish, to relocate people without their consent, or to prepare any of these.\n2. They are used only for the purpose written in this agreement, by the office named in it, and are not passed on to\n   anyone else, published, or joined with other lists to find persons or households.\n3. What a community keeps to itself stays with it. The office does not try to obtain it by another way.\n4. The federation may end this agreement, or take a settlement back, at any time. From that day the office takes no new\n   copies and does not use those it has for any new purpose.\n5. Where the office finds a number wrong, it asks the federation before it uses another one beside it.\n6. On the last day of this agreement the office deletes its copies, unless a new agreement is made.\n", "contact": "Lea Leader, federation office", "boundary": "none", "valid_from": "2026-01-01", "valid_until": "2030-12-31", "signed_city": null, "signed_federation": null, "office": "Housing office (invented)", "city": "Ilogan", "federation": "Federation of the River (invented)", "currency": "PHP", "time_zone": "Asia/Manila"}, "form": "settlement_profile@1", "fields": [{"field": "households_total", "section": "D", "section_label": "Homes and people", "label": "Households", "type": "integer", "unit": "households", "level": 1, "choices": []}, {"field": "water_main_source", "section": "F", "section_label": "Water", "label": "Main source of drinking water", "type": "select_one", "unit": null, "level": 1, "choices": [{"code": "piped_dwelling", "label": "Piped into home"}, {"code": "piped_yard", "label": "Piped to yard"}, {"code": "piped_neighbour", "label": "Neighbour''s tap"}, {"code": "public_tap", "label": "Public tap"}, {"code": "water_kiosk", "label": "Water kiosk"}, {"code": "borehole", "label": "Borehole or tubewell"}, {"code": "protected_well", "label": "Protected well"}, {"code": "unprotected_well", "label": "Unprotected well"}, {"code": "protected_spring", "label": "Protected spring"}, {"code": "unprotected_spring", "label": "Unprotected spring"}, {"code": "rainwater", "label": "Rainwater"}, {"code": "tanker_truck", "label": "Tanker truck"}, {"code": "cart", "label": "Cart or street vendor"}, {"code": "bottled", "label": "Bottled"}, {"code": "sachet", "label": "Sachet"}, {"code": "surface_water", "label": "River, lake or canal"}, {"code": "other", "label": "Other"}]}], "settlements": [{"settlement_id": "e847c0ba-0492-4dfb-864d-edf7b4c949c2", "name": "Riverside (invented)", "code": "R-1", "ward": null, "profile_date": null, "round": 1, "approved_at": "2026-11-22T00:16:38.526Z", "checked_at": "2026-11-20", "area_m2": null, "area_ha": null, "geometry": null, "answers": [{"field": "households_total", "state": "known", "value": 135, "label": null, "how_counted": "counted", "answered_on": "2026-11-22"}, {"field": "water_main_source", "state": "known", "value": "public_tap", "label": "Public tap", "how_counted": null, "answered_on": "2026-11-22"}]}], "number": 1, "at": "2026-11-22T00:16:42.222Z"}','47ecd2fb4a09497262e89778ec4f09fe19178db3d9573521c9f5ada009c227fd',NULL,NULL);
CREATE TABLE release_download (
	id VARCHAR NOT NULL, 
	release_id VARCHAR NOT NULL, 
	person_id VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	CONSTRAINT pk_release_download PRIMARY KEY (id), 
	CONSTRAINT fk_release_download_release_id_release FOREIGN KEY(release_id) REFERENCES release (id)
);
INSERT INTO "release_download" VALUES('01a2009c-c3e3-7a3e-92d9-261b9b5031b4','01a2009c-beef-7d1a-b7da-497f52ac7c67','01a2009c-5a50-7b5a-8125-efdc712c6ab0','2026-11-22T00:16:43.491Z','0cb057fad0a9207a8c9b79da58f62b98cecfc58b630f3585ac458c04aea60486');
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
INSERT INTO "release_question" VALUES('01a2009c-c4f0-77a8-9856-e9266c2ba245','01a2009c-beef-7d1a-b7da-497f52ac7c67','01a2009c-5a50-7b5a-8125-efdc712c6ab0','Counted when?','2026-11-22T00:16:43.760Z','On Friday, house by house.','01a2009c-5902-7f70-a47f-71dcdd2913f0','2026-11-22T00:16:44.003Z');
CREATE TABLE release_settlement (
	release_id VARCHAR NOT NULL, 
	settlement_id VARCHAR NOT NULL, 
	profile_id VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	CONSTRAINT pk_release_settlement PRIMARY KEY (release_id, settlement_id), 
	CONSTRAINT fk_release_settlement_release_id_release FOREIGN KEY(release_id) REFERENCES release (id)
);
INSERT INTO "release_settlement" VALUES('01a2009c-beef-7d1a-b7da-497f52ac7c67','e847c0ba-0492-4dfb-864d-edf7b4c949c2','3bd3748d-334a-5044-9cb4-c4850316d33f','792e5a42-748b-4e58-bf94-b5603a99f376');
CREATE TABLE scope (
	id VARCHAR NOT NULL, 
	seq BIGINT NOT NULL, 
	CONSTRAINT pk_scope PRIMARY KEY (id)
);
INSERT INTO "scope" VALUES('01a2009c-288b-7bae-bc35-49dc0a813b26',37);
INSERT INTO "scope" VALUES('01a2009c-529b-732b-abef-a7259cc77784',2);
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
INSERT INTO "settlement" VALUES('e847c0ba-0492-4dfb-864d-edf7b4c949c2','01a2009c-288b-7bae-bc35-49dc0a813b26','Riverside (invented)','R-1',NULL,'01a2009c-5417-7d03-a987-07e69152af2b',121.0421,14.3815,1,'01a2009c-5758-79c1-993f-58bc4aa8851d');
INSERT INTO "settlement" VALUES('5b8da5e7-377c-4465-9f2f-69d1c366e3c2','01a2009c-288b-7bae-bc35-49dc0a813b26','Hillside (invented)',NULL,'b7047aa4-82f3-580a-bfa3-0ceb6eb4fcf8','01a2009c-5417-7d03-a987-07e69152af2b',NULL,NULL,1,'01a2009c-5758-79c1-993f-58bc4aa8851d');
INSERT INTO "settlement" VALUES('add78073-83c0-411c-9d78-c0312dc7ccf6','01a2009c-529b-732b-abef-a7259cc77784','Zuva (invented)',NULL,NULL,'01a2009c-550a-7136-b73a-76294e6e0481',NULL,NULL,1,'01a2009c-5b04-76a7-99fe-599cc6ca4263');
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
