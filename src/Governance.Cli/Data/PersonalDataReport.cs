using System.Text.Json;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Data;

/// <summary>Where personal data is: columns, detectors, counts and rows, never a value.</summary>
internal sealed record PersonalDataReport(string Path, IReadOnlyList<string> Digests, PersonalDataScan Scan, bool CountsChance)
    : CommandResult
{
    /// <summary>What was replaced to make the file; null for a scan alone.</summary>
    public Redaction? Redaction { get; init; }

    public IReadOnlyList<StoredEvidence> Evidence { get; init; } = [];

    public long Findings => Counted.Sum(f => f.Count);

    public override CheckReport Checks =>
        new("personal-data", Path, Path, [.. Items()])
        {
            Headline = $"Personal data in {Path}: {Numbers.Counted(Findings, "finding")}",
            Facts = [new("sha256", Digests[0]), new("rows", Numbers.Count(Scan.Rows)), new("detectors", string.Join(", ", Scan.Detectors))],
        };

    private IEnumerable<ColumnFindings> Counted => Scan.Found.Where(f => CountsChance || !f.IsChance);

    public override void WriteText(TextPage page)
    {
        if (Redaction is { } done)
        {
            page.Line(
                $"{Path}: {Numbers.Counted(done.Replaced, "finding")} in {Numbers.Counted(done.Rows, "row")} of {done.Source} replaced "
                    + $"({done.Method})."
            );
        }

        page.Line($"{Path}: {Numbers.Counted(Findings, "finding")} in {Numbers.Counted(Scan.Rows, "row")}.");
        if (Counted.Any())
        {
            page.Line();
            page.Table(
                ["COLUMN", "DETECTOR", "FINDINGS", "FIRST ROWS"],
                Counted.Select(f =>
                    new[]
                    {
                        f.Column,
                        f.Detector,
                        Numbers.Count(f.Count),
                        string.Join(", ", f.Rows) + (f.Count > f.Rows.Count ? ", …" : string.Empty),
                    }
                )
            );
        }

        foreach (var chance in Scan.Found.Where(f => f.IsChance && !CountsChance))
        {
            page.Line(Words(chance));
        }

        page.Line();
        page.Fact("sha256", Digests[0]);
        page.Fact("detectors", string.Join(", ", Scan.Detectors));
        foreach (var stored in Evidence)
        {
            page.Line($"Stored {stored.Id} ({stored.Kind}).");
        }
    }

    public override void WriteJson(Utf8JsonWriter writer) => Write(writer, withEvidence: true);

    /// <summary>The payload of evidence of kind <c>pii-scan</c>, as a gate reads it.</summary>
    public void Write(Utf8JsonWriter writer, bool withEvidence)
    {
        writer.WriteStartObject();
        writer.WriteString("file", System.IO.Path.GetFileName(Path));
        Strings("datasetSha256", Digests);
        writer.WriteNumber("rows", Scan.Rows);
        Strings("detectors", Scan.Detectors.Order(StringComparer.Ordinal));
        Strings("fields", Scan.Fields);
        writer.WriteNumber("findings", Findings);
        writer.WriteNumber("rowsWithFindings", Scan.RowsWithFindings);
        Columns("columns", Counted);
        Columns("byChance", Scan.Found.Where(f => f.IsChance && !CountsChance));
        if (Redaction is { } done)
        {
            writer.WriteStartObject("redaction");
            writer.WriteString("source", System.IO.Path.GetFileName(done.Source));
            writer.WriteString("sourceSha256", done.SourceSha256);
            writer.WriteString("method", done.Method);
            writer.WriteNumber("replaced", done.Replaced);
            writer.WriteNumber("rows", done.Rows);
            writer.WriteEndObject();
        }

        if (withEvidence)
        {
            StoredEvidence.Write(writer, Evidence);
        }

        writer.WriteEndObject();

        void Strings(string name, IEnumerable<string> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        void Columns(string name, IEnumerable<ColumnFindings> columns)
        {
            writer.WriteStartArray(name);
            foreach (var found in columns)
            {
                writer.WriteStartObject();
                writer.WriteString("column", found.Column);
                writer.WriteString("detector", found.Detector);
                writer.WriteNumber("count", found.Count);
                writer.WriteStartArray("rows");
                foreach (var row in found.Rows)
                {
                    writer.WriteNumberValue(row);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private IEnumerable<CheckItem> Items()
    {
        foreach (var detector in Scan.Detectors.Order(StringComparer.Ordinal))
        {
            var found = Counted.Where(f => f.Detector == detector).ToList();
            yield return found.Count == 0
                ? new CheckItem($"personal-data/{detector}", "pii", CheckSeverity.High, CheckOutcome.Pass, $"{detector}: nothing found.")
                : new CheckItem(
                    $"personal-data/{detector}",
                    "pii",
                    CheckSeverity.High,
                    CheckOutcome.Fail,
                    $"{detector}: "
                        + string.Join(
                            "; ",
                            found.Select(f =>
                                $"{Numbers.Count(f.Count)} in {f.Column} "
                                + $"(rows {string.Join(", ", f.Rows.Take(5))}{(f.Count > 5 ? ", …" : string.Empty)})"
                            )
                        )
                        + "."
                )
                {
                    Expected = "0",
                    Actual = Numbers.Count(found.Sum(f => f.Count)),
                };
        }
    }

    private static string Words(ColumnFindings found) =>
        $"- {found.Column}: {Numbers.Count(found.Count)} of {Numbers.Count(found.Forms)} numbers with the length of the type "
        + $"{found.Detector} have a valid check digit, no more than expected by chance; not counted. --strict counts them.";
}

/// <summary>What was replaced.</summary>
internal sealed record Redaction(string Source, string SourceSha256, string Method, long Replaced, long Rows);
