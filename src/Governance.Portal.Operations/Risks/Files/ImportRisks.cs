using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Files;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// Takes the register from a CSV or a workbook: rows with an id change that risk, rows without make one. All of it or nothing; each row at
/// fault is named by its line.
/// </summary>
public sealed class ImportRisks(ActionRunner runner, RiskActionRunner work, ImportLane lane, IOptions<LimitsOptions> limits)
{
    /// <summary>Most risks of one file.</summary>
    public const int Most = 1_000;

    // Faults that are told at once.
    private const int MaxFaults = 20;

    private static readonly Refusal s_busy = new(
        "risk.import-busy",
        $"You have a file being imported and another one waiting, or too many people are importing files right now. Nothing was imported. "
            + $"Send the file again in a few seconds.",
        RefusalKind.Unavailable
    )
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    private static readonly string[] s_needed = ["title", "category", "inherentLikelihood", "inherentImpact"];

    /// <summary>What came of it.</summary>
    /// <param name="Raised">Risks that were made.</param>
    /// <param name="Changed">Risks that were changed.</param>
    /// <param name="Same">Rows that say what the register says already.</param>
    public sealed record Answer(int Raised, int Changed, int Same);

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who sends it.</param>
    /// <param name="file">The file; which of the two it is shows in its first bytes.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Answer>> RunAsync(Actor actor, Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var content = new MemoryStream();
        await file.CopyToAsync(content, ct);
        content.Position = 0;
        // Entered once the file is here: a slow sender keeps the others waiting for nothing.
        using var turn = await lane.EnterAsync(actor.Person, ct);
        if (turn is null)
        {
            return s_busy;
        }

        List<TableRow> rows;
        try
        {
            rows = RiskXlsx.Begins(content.GetBuffer())
                ? RiskXlsx.Read(content, Most + 1, WorkbookBounds.Of(limits.Value))
                : RiskCsv.Read(content.GetBuffer().AsMemory(0, (int)content.Length), Most + 1);
        }
        catch (WorkbookLimitException e)
        {
            return new Refusal(
                "limit.exceeded",
                $"Unpacked, the workbook is larger than the limit {e.Limit} allows ({e.Most}). Nothing was imported. Send fewer rows or "
                    + $"shorter texts.",
                RefusalKind.TooLarge
            );
        }
        catch (TableFileException e)
        {
            return Refusal.Field("risk.import-not-readable", "file", Sentence.Ours(e.Message));
        }

        if (rows is not [var head, .. var body])
        {
            return Refusal.Field("risk.import-not-readable", "file", $"The file is empty. Its first line must name the columns.");
        }

        var columns = head.Cells.Select(c => c.Trim()).ToList();
        var unknown = columns.Where(c => !RiskTable.Columns.Contains(c, StringComparer.Ordinal)).ToList();
        if (
            unknown.Count > 0
            || s_needed.Any(c => !columns.Contains(c, StringComparer.Ordinal))
            || columns.Distinct(StringComparer.Ordinal).Count() != columns.Count
        )
        {
            return Refusal.Field(
                "risk.import-columns",
                "file",
                $"Line 1 must name each column once: {string.Join(", ", s_needed)}, and any of these: "
                    + $"{string.Join(", ", RiskTable.Columns.Except(s_needed))}."
            );
        }

        return await runner.RunAsync(
            actor,
            new Attempt("risk.imported", "risk", Permission.WriteRisks),
            (context, token) => ActAsync(context, columns, body, token),
            ct
        );
    }

    private async Task<Result<Answer>> ActAsync(ActionContext context, List<string> columns, List<TableRow> rows, CancellationToken ct)
    {
        var faults = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        var models = new HashSet<string>(StringComparer.Ordinal);
        var (raised, changed, same) = (0, 0, 0);
        foreach (var (line, cells) in rows)
        {
            var outcome =
                cells.Count == columns.Count
                    ? await RowAsync(context, new Row(columns, cells), models, ct)
                    : Refusal.Field("risk.import-row", "file", $"Cells in this line: {cells.Count}; in the first line: {columns.Count}.");
            if (outcome.Refusal is { } refusal)
            {
                faults[string.Create(CultureInfo.InvariantCulture, $"line {line}")] =
                    refusal.FieldWords.Count == 0
                        ? [refusal.Words]
                        : [.. refusal.FieldWords.Select(e => (Sentence)$"{e.Key}: {e.Value[0]}")];
                if (faults.Count == MaxFaults)
                {
                    break;
                }

                continue;
            }

            (raised, changed, same) = outcome.Value switch
            {
                Did.Raised => (raised + 1, changed, same),
                Did.Changed => (raised, changed + 1, same),
                _ => (raised, changed, same + 1),
            };
        }

        if (faults.Count > 0)
        {
            return Refusal.Fields("risk.import-refused", $"Nothing was imported. {faults.First().Key}: {faults.First().Value[0]}", faults);
        }

        await work.ChangedAsync(context, models, ct);
        return new Answer(raised, changed, same);
    }

    private async Task<Result<Did>> RowAsync(ActionContext context, Row row, HashSet<string> models, CancellationToken ct)
    {
        if (row["reviewAt"] is { } review && row.ReviewAt is null)
        {
            return Refusal.Field("risk.import-row", "reviewAt", $"\"{review}\" is no date that can be read in one way. Write 2026-12-31.");
        }

        if (row["id"] is not { } text)
        {
            var made = await RaiseRisk.RaiseAsync(context, row.Over(new()), ct);
            if (made.IsDone)
            {
                models.UnionWith(await RiskActionRunner.ModelsAsync(context.Db, made.Value, ct));
            }

            return made.IsDone ? Did.Raised : made.Refusal;
        }

        if (!DisplayId.TryParse<RiskId>(text, out var id) || await RiskActionRunner.LoadAsync(context.Db, id, ct) is not { } risk)
        {
            return RiskRefusals.NotFound;
        }

        // A file that was edited while the register went on must not undo what was done since.
        if (row["revision"] is { } revision && revision != risk.Revision.ToString(CultureInfo.InvariantCulture))
        {
            return RiskRefusals.ChangedSince(risk.Id, risk.Revision);
        }

        var resolved = await row.Over(RiskSettings.Of(risk)).ResolveAsync(context.Db, context.Now, ct);
        if (resolved.Refusal is { } wrong)
        {
            return wrong;
        }

        if (Same(risk, resolved.Value))
        {
            return Did.Nothing;
        }

        models.UnionWith(await RiskActionRunner.ModelsAsync(context.Db, risk, ct));
        var stood = RiskActionRunner.Standing.Of(risk);
        if (
            (
                await ChangeRisk.ChangeAsync(context, risk, row.Over, "Imported from a file", ct)
                ?? await work.RefusesLessAsync(context, stood, risk, ct)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        models.UnionWith(await RiskActionRunner.ModelsAsync(context.Db, risk, ct));
        return Did.Changed;
    }

    private static bool Same(Risk risk, RiskFacts facts)
    {
        var now = risk.ToFacts();
        return now with { Threats = [], ReviewAt = null } == facts with { Threats = [], ReviewAt = null }
            && CanonicalJson.Time(risk.ReviewAt) == CanonicalJson.Time(facts.ReviewAt ?? risk.ReviewAt)
            && now.Threats.ToHashSet().SetEquals(facts.Threats);
    }

    private enum Did
    {
        Nothing,
        Raised,
        Changed,
    }

    /// <summary>A row by the names of its columns. What has no column stays; an empty cell takes the value away.</summary>
    private sealed class Row(List<string> columns, IReadOnlyList<string> cells)
    {
        public string? this[string column] =>
            columns.IndexOf(column) is >= 0 and var at && cells[at].Trim() is { Length: > 0 } text ? CsvText.Plain(text) : null;

        /// <summary>The day of the next review; null where the cell is empty or no date.</summary>
        public DateTimeOffset? ReviewAt =>
            RiskXlsx.Date(this["reviewAt"]) ?? (ForeignTime.TryRead(this["reviewAt"], out var day) ? day : null);

        public RiskSettings Over(RiskSettings now) =>
            now with
            {
                Title = Or("title", now.Title),
                Category = Or("category", now.Category),
                Cause = Or("cause", now.Cause),
                Consequence = Or("consequence", now.Consequence),
                Model = Or("model", now.Model),
                Version = Or("version", now.Version),
                System = Or("system", now.System),
                Owner = this["owner"],
                ControlOwner = this["controlOwner"],
                KnownControlOwner = Has("controlOwner") ? null : now.KnownControlOwner,
                Inherent = new(Level("inherentLikelihood"), Level("inherentImpact")),
                Residual =
                    !Has("residualLikelihood") ? now.Residual
                    : this["residualLikelihood"] is null && this["residualImpact"] is null ? null
                    : new(Level("residualLikelihood"), Level("residualImpact")),
                Treatment = Or("treatment", now.Treatment),
                ReviewAt = ReviewAt ?? now.ReviewAt,
                Threats = Has("threats")
                    ? (this["threats"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    : now.Threats,
            };

        private bool Has(string column) => columns.Contains(column, StringComparer.Ordinal);

        private string? Or(string column, string? now) => Has(column) ? this[column] : now;

        private int? Level(string column) =>
            int.TryParse(this[column], NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null;
    }
}
