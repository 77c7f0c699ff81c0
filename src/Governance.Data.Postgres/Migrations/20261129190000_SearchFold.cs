using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>The function by which names are found without case and accents (SearchText.Fold).</summary>
    public partial class SearchFold : Migration
    {
        // Capitals of all scripts are folded by ICU, whatever the database's own locale; a server that was built without ICU has its
        // locale only.
        // Letters that are no marked form of another stand in the lists. What is ASCII alone, nearly everything, takes the short way.
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                DO $do$
                DECLARE folding text :=
                  CASE WHEN EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu') THEN 'COLLATE "und-x-icu"' ELSE '' END;
                BEGIN
                  EXECUTE format($sql$
                    CREATE OR REPLACE FUNCTION governance_fold(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fold$
                      SELECT CASE WHEN octet_length(written) = length(written) THEN lower(written COLLATE "C") COLLATE "default" ELSE
                        replace(replace(replace(replace(
                          translate(
                            normalize(regexp_replace(lower(normalize(written, NFKD) %s), '[\u0300-\u036f]', '', 'g'), NFC),
                            'øłđðħŧŋıɵſȿς', 'olddhtniossσ'),
                          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') COLLATE "default"
                      END
                    $fold$
                  $sql$, folding);
                END
                $do$
                """
            );

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP FUNCTION governance_fold(text)");
    }
}
