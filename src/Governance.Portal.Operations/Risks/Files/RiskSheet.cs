using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Files;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// The register as a sheet for people: named columns in their language, days that are days, and scores that are products of what stands
/// beside them. An import reads the columns that a person may change, by their names in any of our languages.
/// </summary>
internal static class RiskSheet
{
    private const string InherentLikelihood = "Inherent likelihood";
    private const string InherentImpact = "Inherent impact";
    private const string InherentScore = "Inherent score";
    private const string AssessedLikelihood = "Assessed likelihood";
    private const string AssessedImpact = "Assessed impact";
    private const string Added = "Levels added by the signal";
    private const string ResidualLikelihood = "Residual likelihood";
    private const string ResidualImpact = "Residual impact";
    private const string ResidualScore = "Residual score";
    private const string Level = "Risk level";
    private const string Appetite = "Appetite";
    private const string Signal = "Signal";

    private static readonly IReadOnlyList<Column> s_columns =
    [
        new("ID", "id", 11, CellLook.Text, (r, _) => SheetCell.Of(r.Id.ToString())),
        new("Title", "title", 44, CellLook.Prose, (r, _) => SheetCell.Of(r.Title)),
        new("Category", "category", 22, CellLook.Text, (r, _) => SheetCell.Of(T.Word(Frameworks.NameOf(r.Category)))),
        new("Model", "model", 22, CellLook.Text, (r, _) => SheetCell.Of(r.Model)),
        new("Version", "version", 10, CellLook.Text, (r, _) => SheetCell.Of(r.Version)),
        new("AI system", "system", 12, CellLook.Text, (r, _) => SheetCell.Of(r.System)),
        new("Owner", null, 22, CellLook.Text, (r, _) => SheetCell.Of(r.OwnerName)),
        new("Control owner", null, 22, CellLook.Text, (r, _) => SheetCell.Of(r.ControlOwnerName)),
        new(InherentLikelihood, "inherentLikelihood", 11, CellLook.Number, (r, _) => SheetCell.Of(r.Inherent.Likelihood)),
        new(InherentImpact, "inherentImpact", 10, CellLook.Number, (r, _) => SheetCell.Of(r.Inherent.Impact)),
        new(
            InherentScore,
            null,
            10,
            CellLook.Number,
            (r, at) => SheetCell.Made($"{at(InherentLikelihood)}*{at(InherentImpact)}", r.Inherent.Score)
        ),
        new(AssessedLikelihood, "residualLikelihood", 11, CellLook.Number, (r, _) => SheetCell.Of(r.Assessed?.Likelihood)),
        new(AssessedImpact, "residualImpact", 10, CellLook.Number, (r, _) => SheetCell.Of(r.Assessed?.Impact)),
        new(Added, null, 13, CellLook.Number, (r, _) => SheetCell.Of(r.Residual?.Likelihood - r.Assessed?.Likelihood)),
        // A risk that nobody assessed counts with its inherent score.
        new(
            ResidualLikelihood,
            null,
            11,
            CellLook.Number,
            (r, at) =>
                SheetCell.Made(
                    $"IF({at(AssessedLikelihood)}=\"\",{at(InherentLikelihood)},"
                        + $"MIN({RiskRating.Most},{at(AssessedLikelihood)}+{at(Added)}))",
                    Counted(r).Likelihood
                )
        ),
        new(
            ResidualImpact,
            null,
            10,
            CellLook.Number,
            (r, at) => SheetCell.Made($"IF({at(AssessedImpact)}=\"\",{at(InherentImpact)},{at(AssessedImpact)})", Counted(r).Impact)
        ),
        new(
            ResidualScore,
            null,
            10,
            CellLook.Number,
            (r, at) => SheetCell.Made($"{at(ResidualLikelihood)}*{at(ResidualImpact)}", Counted(r).Score)
        ),
        new(Level, null, 11, CellLook.Text, (r, at) => SheetCell.Made(LevelOf(at(ResidualScore)), Word(Counted(r).Band))),
        new(Appetite, null, 9, CellLook.Number, (r, _) => SheetCell.Of(r.Appetite)),
        new(
            "Above appetite",
            null,
            10,
            CellLook.Text,
            (r, at) =>
                SheetCell.Made($"IF({at(ResidualScore)}>{at(Appetite)},\"{T["Yes"]}\",\"{T["No"]}\")", r.AboveAppetite ? T["Yes"] : T["No"])
        ),
        new("Treatment", "treatment", 14, CellLook.Text, (r, _) => SheetCell.Of(r.Treatment is { } t ? Word(t) : null)),
        new("State", null, 10, CellLook.Text, (r, _) => SheetCell.Of(T.Word(r.State is RiskState.Open ? "Open" : "Closed"))),
        new(Signal, null, 34, CellLook.Text, (r, _) => SheetCell.Of(r.Signal is { } s ? Word(s, null) : null)),
        new("Last review", null, 17, CellLook.Time, (r, _) => SheetCell.Of(r.ReviewedAt)),
        new("Next review", "reviewAt", 17, CellLook.Time, (r, _) => SheetCell.Of(r.ReviewAt)),
        new("Next step due", null, 17, CellLook.Time, (r, _) => SheetCell.Of(r.DueAt)),
        new("Cause", "cause", 44, CellLook.Prose, (r, _) => SheetCell.Of(r.Cause)),
        new("Consequence", "consequence", 44, CellLook.Prose, (r, _) => SheetCell.Of(r.Consequence)),
        new("Threats", "threats", 24, CellLook.Prose, (r, _) => SheetCell.Of(string.Join("; ", r.Threats.Select(x => x.Item)))),
        new("Revision", "revision", 9, CellLook.Number, (r, _) => SheetCell.Of(r.Revision)),
        new("E-mail of the owner", "owner", 28, CellLook.Text, (r, _) => SheetCell.Of(r.Owner)),
        new("E-mail of the control owner", "controlOwner", 28, CellLook.Text, (r, _) => SheetCell.Of(r.ControlOwner)),
    ];

    // What a cell of these columns says, in each language, as the register spells it.
    private static readonly Lazy<IReadOnlyDictionary<(string Column, string Word), string>> s_words = new(() =>
        InEachLanguage(() =>
                Enum.GetValues<RiskCategory>()
                    .Select(c => (Key: ("category", T.Word(Frameworks.NameOf(c))), Value: WireName.Of(c)))
                    .Concat(Enum.GetValues<RiskTreatment>().Select(t => (Key: ("treatment", Word(t)), Value: WireName.Of(t))))
            )
            .DistinctBy(w => w.Key)
            .ToDictionary(w => w.Key, w => w.Value)
    );

    private static readonly Lazy<IReadOnlyDictionary<string, string?>> s_names = new(() =>
        InEachLanguage(() => s_columns.Select(c => (Key: T.Word(c.Name), Value: c.Import)))
            .DistinctBy(n => n.Key, StringComparer.Ordinal)
            .ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal)
    );

    /// <summary>Names of the columns that an import reads, in the language in force.</summary>
    public static IReadOnlyList<string> Imported => [.. s_columns.Where(c => c.Import is not null).Select(c => T.Word(c.Name))];

    /// <summary>The columns, in the language in force.</summary>
    public static IReadOnlyList<SheetColumn> Columns =>
        [
            .. s_columns.Select(c =>
                T.Word(c.Name) is var name
                    // A head breaks between words: its longest one, in any language, needs its place, and so does the arrow of the filter.
                    ? new SheetColumn(name, Math.Max(c.Width, name.Split(' ').Max(w => w.Length) + 4), c.Look)
                    : null!
            ),
        ];

    /// <summary>Columns that stay in sight: the id and the title.</summary>
    public const int Frozen = 2;

    /// <summary>Scores and the level by colour, from the second row on.</summary>
    public static IReadOnlyList<SheetColour> Colours =>
        [
            .. new[] { ((string[])[InherentScore], InherentScore), ([ResidualScore, Level], ResidualScore) }.SelectMany(part =>
                Enum.GetValues<RiskBand>()
                    .Select(band =>
                        (Band: band, Range: RiskBands.Range(band), Score: $"${LetterOf(part.Item2)}2") is var rule
                            ? new SheetColour(
                                [.. part.Item1.Select(LetterOf)],
                                FormattableString.Invariant($"AND({rule.Score}>={rule.Range.From},{rule.Score}<={rule.Range.To})"),
                                (int)rule.Band
                            )
                            : null!
                    )
            ),
        ];

    /// <summary>The cells of a risk.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="row">Its row, counted from 1.</param>
    /// <param name="monitors">What the monitors of signals watch, in words.</param>
    public static IReadOnlyList<SheetCell> Cells(RiskView risk, int row, IReadOnlyDictionary<MonitorId, string> monitors) =>
        [
            .. s_columns.Select(c =>
                c.Name == Signal && risk.Signal is { Monitor: { } monitor } signal
                    ? SheetCell.Of(Word(signal, monitors.GetValueOrDefault(monitor)))
                    : c.Cell(risk, name => FormattableString.Invariant($"{LetterOf(name)}{row}"))
            ),
        ];

    /// <summary>
    /// A sheet as an import takes it: columns by the names of programs, and words as they spell them. What is made of other columns is left
    /// out. A column that is none of ours stays, so that it is refused by its name.
    /// </summary>
    public static List<TableRow> ForImport(List<TableRow> rows)
    {
        if (rows is not [var head, ..])
        {
            return rows;
        }

        var columns = head
            .Cells.Select((cell, at) => (Name: ImportOf(cell.Trim()), At: at))
            .Where(c => c.Name is not null)
            .Select(c => (Name: c.Name!, c.At))
            .ToList();
        return
        [
            .. rows.Select(
                (row, at) =>
                    row with
                    {
                        Cells =
                        [
                            .. columns
                                .Where(c => c.At < row.Cells.Count)
                                .Select(c =>
                                    at == 0 ? c.Name : s_words.Value.GetValueOrDefault((c.Name, row.Cells[c.At].Trim()), row.Cells[c.At])
                                ),
                            // More cells than columns: the row is refused by its number.
                            .. row.Cells.Skip(head.Cells.Count),
                        ],
                    }
            ),
        ];
    }

    private static string? ImportOf(string name) => s_names.Value.TryGetValue(name, out var import) ? import : name;

    private static RatingView Counted(RiskView risk) => risk.Residual ?? risk.Inherent;

    private static string Word(RiskBand band) => T.Word(RiskText.Of(band));

    private static string Word(RiskTreatment treatment) => T.Word(RiskText.Of(treatment));

    private static string Word(RiskSignalView signal, string? watched) =>
        string.Join(
            ", ",
            new[] { watched, T.Recorded(RiskText.Signal(signal)), signal.Alert?.ToString() }.Where(part => !string.IsNullOrEmpty(part))
        );

    private static string LevelOf(string score)
    {
        var levels = Enum.GetValues<RiskBand>();
        return levels
            .Reverse()
            .Skip(1)
            .Aggregate(
                $"\"{Word(levels[^1])}\"",
                (above, band) => FormattableString.Invariant($"IF({score}<={RiskBands.Range(band).To},\"{Word(band)}\",{above})")
            );
    }

    private static string LetterOf(string name) => WorkbookWriter.Letter(s_columns.Select(c => c.Name).ToList().IndexOf(name));

    private static IEnumerable<T> InEachLanguage<T>(Func<IEnumerable<T>> read)
    {
        foreach (var (tag, _) in Languages.All)
        {
            List<T> words;
            using (Languages.Use(tag))
            {
                words = [.. read()];
            }

            foreach (var word in words)
            {
                yield return word;
            }
        }
    }

    private sealed record Column(
        string Name,
        string? Import,
        double Width,
        CellLook Look,
        Func<RiskView, Func<string, string>, SheetCell> Cell
    );
}
