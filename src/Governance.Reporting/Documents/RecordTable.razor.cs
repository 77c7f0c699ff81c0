using Governance.Domain.Documents;
using Governance.Reporting.Layout;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Documents;

public partial class RecordTable
{
    private const int MaxColumns = 7;
    private const int MaxRows = 60;
    private const int MaxSources = 6;

    // Rows from which a text that all share is said once, above them.
    private const int ManyRows = 3;

    // Values from which a picture says more than the column.
    private const int LeastCompared = 4;

    // Lines from which rows are tall: a head that kept two of them would leave much of a page empty.
    private const int TallLines = 4;

    // The one field whose single values are on one scale, such as the drift of each column.
    private const string ValueField = "value";
    private const string NameField = "metric";

    // What was done, and where it is printed too what happened and what came of it.
    private const string DoneField = "measure";
    private const string EventField = "event";
    private const string OutcomeField = "outcome";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<PointSource> Sources { get; set; } = [];

    /// <summary>Risks that are drawn above the table; none where nothing is drawn.</summary>
    [Parameter]
    public IReadOnlyList<RiskScore> Risks { get; set; } = [];

    private IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>Fields that say the same in every row.</summary>
    private IReadOnlyList<string> Shared { get; set; } = [];

    /// <summary>The columns: fields that some row has and that are not the same in all.</summary>
    private IReadOnlyList<string> Varying { get; set; } = [];

    private IReadOnlyList<(FoundRecord Record, IReadOnlyDictionary<string, RecordValue> Row)> Rows { get; set; } = [];

    /// <summary>The record that all rows are of, which needs no column; null where they are of several.</summary>
    private FoundRecord? OfOne { get; set; }

    /// <summary>The gate run that all rows are of: it tells what held on its day, and not what holds today.</summary>
    private FoundRecord? GateRun => OfOne is { Kind: "policy_result" } run ? run : null;

    /// <summary>True where the rows of one record differ in one field alone: a line says as much as a row for each.</summary>
    private bool IsListed { get; set; }

    protected override void OnParametersSet()
    {
        Fields = [.. Sources.SelectMany(s => s.Fields).Distinct(StringComparer.Ordinal)];
        Rows =
        [
            .. Sources
                .SelectMany(s => s.Record.Rows.Where(r => s.Fields.Any(r.ContainsKey)).Select(r => (s.Record, Row: Once(r))))
                .DistinctBy(r => (r.Record.Id, string.Join('\n', Fields.Select(f => TextOf(r.Row, f) ?? "")))),
        ];
        Fields = [.. Fields.Where(f => Rows.Count == 0 || Rows.Any(r => r.Row.ContainsKey(f)))];
        Shared =
        [
            .. Fields.Where(f =>
                Rows.Count >= ManyRows && Rows.Select(r => TextOf(r.Row, f)).Distinct(StringComparer.Ordinal).Count() == 1
            ),
        ];
        Varying = [.. Fields.Except(Shared, StringComparer.Ordinal)];
        if (Varying.Count == 0)
        {
            (Varying, Shared) = (Fields, []);
        }

        var ids = Rows.Select(r => r.Record.Id).Distinct(StringComparer.Ordinal).ToList();
        OfOne = ids.Count == 1 && Varying.Count > 1 ? Rows[0].Record : null;
        IsListed = ids.Count == 1 && Varying.Count == 1 && Rows.Count >= ManyRows;
    }

    // What was done says in a second sentence what happened and how often, for tables that print it alone: beside the columns that say it,
    // the first one is enough.
    private IReadOnlyDictionary<string, RecordValue> Once(IReadOnlyDictionary<string, RecordValue> row) =>
        Fields.Contains(EventField)
        && Fields.Contains(OutcomeField)
        && row.ContainsKey(OutcomeField)
        && row.GetValueOrDefault(DoneField) is { Sentences: [var done, _, ..] }
            ? new Dictionary<string, RecordValue>(row, StringComparer.Ordinal) { [DoneField] = RecordValue.Of("", [done]) }
            : row;

    // The same rows of the same records in the same columns are the same table. What all rows share stands above it, each time.
    private string Key() =>
        string.Join(
            '\n',
            Rows.Select(r => $"{r.Record.Id}|{string.Join('|', Varying.Select(f => $"{f}={TextOf(r.Row, f)}"))}").Prepend(Title)
        );

    private IReadOnlyList<RecordMeasure> Compared() =>
        Fields.Contains(ValueField) && Fields.Contains(NameField)
            ?
            [
                .. Rows.Select(r => (Name: TextOf(r.Row, NameField), Value: r.Row.GetValueOrDefault(ValueField)))
                    .Where(r => r is { Name: not null, Value.Measures.Count: 1 })
                    .Select(r => r.Value!.Measures[0] with { Name = r.Name!, Words = $"{r.Name}" }),
            ]
            : [];

    private IReadOnlyList<int> Widths()
    {
        List<IReadOnlyList<string>> columns = [.. Varying.Select(Column)];
        return ColumnWidths.Of(OfOne is null ? [Rows.Select(r => NameOf(r.Record)).Append(T["Record"]).ToList(), .. columns] : columns);
    }

    private string? HeightOf(IReadOnlyList<int> widths)
    {
        // The column of the record stands before the others.
        var first = widths.Count - Varying.Count;
        return Rows.Take(2).Any(r => Varying.Where((f, i) => TextOf(r.Row, f)?.Length > TallLines * widths[first + i]).Any())
            ? "tall"
            : null;
    }

    private List<string> Column(string field) =>
        [DocumentLabels.Head(field), .. Rows.Select(r => TextOf(r.Row, field) ?? Print.NotAvailable)];

    // An address that a person gave as the reference of a document is no name either; the source line has it.
    private string NameOf(FoundRecord record) =>
        record.IsDocument && record.Id.Contains(':', StringComparison.Ordinal) ? RecordWords.Title(record) : Called(record);

    private string Called(FoundRecord record) => RecordWords.Name(record, Sources.Select(s => s.Record));

    // Of a kind of record there may be several kinds of evidence: a scan for security is no test of robustness. Its title begins with its
    // own.
    private string TitleOf(FoundRecord record) =>
        record.Kind is "validation_report" or "robustness_report" or "data_lineage" && IsEvidence(record)
            ? OwnOf(record)
            : CaptionOf(record);

    // What the register says of a system or of a version's data is no card and no evidence, which a rule may miss in the same document. A
    // bill of materials has one name, here and in the list of the sources.
    private string CaptionOf(FoundRecord? record) =>
        record switch
        {
            { Kind: "system_card" or "data_lineage", IsDocument: false } when !IsEvidence(record) => RecordWords.Title(record),
            { Kind: "sbom" } when IsEvidence(record) => OwnOf(record),
            _ => Title,
        };

    private static string OwnOf(FoundRecord record) =>
        record.Evidence is { } evidence ? RecordWords.Sentence($"{evidence}") : RecordWords.Title(record);

    private static bool IsEvidence(FoundRecord record) => record.Id.StartsWith("EVD-", StringComparison.Ordinal);

    private static string? Alignment(string field) => field.EndsWith("_score", StringComparison.Ordinal) ? "n" : null;

    private string Listed(string field)
    {
        var rows = Rows.Take(MaxRows).ToList();
        return RecordWords.Together([.. rows.Select(r => r.Row.GetValueOrDefault(field))])
            ?? string.Join("; ", rows.Select(r => TextOf(r.Row, field) ?? Print.NotAvailable));
    }

    private string Besides() => string.Concat(Shared.Select(f => $" {DocumentLabels.Head(f)}: {Text(Rows[0].Row[f]).TrimEnd('.')}."));

    private static string By(FoundRecord record) => record.By is { } by ? $", {by}" : "";

    private string? TextOf(IReadOnlyDictionary<string, RecordValue> row, string field) =>
        row.TryGetValue(field, out var value) ? Text(value) : null;

    private string Text(RecordValue value) =>
        value.Measures is [var measure]
            ? Counted(measure)
                ?? $"{MeasureText.Number(measure.Value)}{(MeasureText.Interval(measure) is { } interval ? $" ({interval})" : "")}"
                    + $"{(measure.N is { } n ? $", n {Print.Count(n)}" : "")}"
            : RecordWords.Text(value);

    // A number that says nothing without its unit.
    private string? Counted(RecordMeasure measure)
    {
        var number = MeasureText.Number(measure.Value);
        return (measure.Name, Sources[0].Record.Kind) switch
        {
            ("overrides", _) => T["Overrides: {0}", number],
            ("reviews", _) => T["Reviews: {0}", number],
            ("threshold", "validation_report") => T["Decision threshold of the score: {0}", number],
            _ => null,
        };
    }
}
