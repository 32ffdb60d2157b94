-- Lists of assigned specs begin with the first specs of a million assignments, and find those of one spec.
create index spec_product_page on spec_product (marketplace_id, lower(spec_id), lower(product_id));
