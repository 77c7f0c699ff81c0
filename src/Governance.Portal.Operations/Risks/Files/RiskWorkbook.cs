using System.Security.Cryptography;
using System.Text;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// The register as a workbook that someone may hand on: the risks, and a sheet that says what they are, as of when, chosen how, and by
/// which digest another copy can be compared.
/// </summary>
public sealed class RiskWorkbook(
    ListRisks list,
    ContentStore store,
    ReportDocuments documents,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    /// <summary>Writes it.</summary>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="filter">Which risks.</param>
    /// <param name="language">Tag of the language of its words.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="ct">Cancels.</param>
    public async Task WriteAsync(Actor actor, RiskFilter filter, string language, Stream to, CancellationToken ct)
    {
        using var spoken = Languages.Use(language);
        var (now, organisation, name) = (clock.GetUtcNow(), await documents.InstallationAsync(ct), await NameAsync(actor, ct));
        // Whole before its first byte is sent: a list that cannot be read to its end is an error, not half a workbook.
        var file = store.OpenTemporary();
        await using (file.ConfigureAwait(false))
        {
            var book = await WorkbookWriter.OpenAsync(file, [T["Risks"], T.Sense("About", "a workbook")], ct);
            await using (book.ConfigureAwait(false))
            {
                var (rows, digest) = await RisksAsync(book, filter, ct);
                await book.BeginPageAsync([new("", 30, CellLook.Term), new("", 100, CellLook.Prose)], ct);
                await book.RowAsync([SheetCell.Of(T["Risk register"])], CellLook.Title);
                foreach (var (term, text) in About(organisation, name, now, filter, rows, digest))
                {
                    await book.RowAsync([SheetCell.Of(term), SheetCell.Of(text)]);
                }

                await book.EndAsync([]);
            }

            file.Position = 0;
            await file.CopyToAsync(to, ct);
        }
    }

    private async Task<(int Rows, string Digest)> RisksAsync(WorkbookWriter book, RiskFilter filter, CancellationToken ct)
    {
        // Of the CSV of the same risks, line by line: it has no looks and no language.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(string.Join(',', RiskTable.Columns));
        await book.BeginTableAsync(RiskSheet.Columns, RiskSheet.Frozen, ct);
        var monitors = await MonitorsAsync(ct);
        var rows = 0;
        await foreach (var risk in list.AllAsync(filter, ct))
        {
            await book.RowAsync(RiskSheet.Cells(risk, book.Row + 1, monitors));
            Add(string.Join(',', RiskTable.Cells(risk).Select(CsvText.Cell)));
            rows++;
        }

        await book.EndAsync(RiskSheet.Colours);
        return (rows, Convert.ToHexStringLower(hash.GetHashAndReset()));

        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes($"{line}\r\n"));
    }

    // Those of signals, whatever the filter: what a code means is said beside it.
    private async Task<Dictionary<MonitorId, string>> MonitorsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var monitors = await db
            .Monitors.AsNoTracking()
            .Where(m => db.Risks.Any(r => r.SignalMonitor == m.Id))
            .Select(m => new
            {
                m.Id,
                m.Kind,
                m.Target,
            })
            .ToListAsync(ct);
        return monitors.ToDictionary(m => m.Id, m => MonitorText.Whole(m.Kind, m.Target));
    }

    private async Task<string> NameAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await ActorNames.LoadAsync(db, [actor.Id], ct))[actor.Id];
    }

    private static IEnumerable<(string Term, string Text)> About(
        string organisation,
        string name,
        DateTimeOffset now,
        RiskFilter filter,
        int rows,
        string digest
    )
    {
        var chosen = Filter(filter).ToList();
        yield return (T["Organisation"], organisation);
        yield return (T["Scope"], T["The risks of the register that {0} may read", name]);
        yield return (T["Filter"], chosen.Count == 0 ? T["None: every risk, closed ones too"] : string.Join("; ", chosen));
        yield return (T["Rows"], rows.ToString("#,0", Shapes.Culture));
        yield return (T["Created"], T["{0} by {1}", Shapes.In(now, "d MMM yyyy, HH:mm") + " UTC", name]);
        yield return (T["Times"], T["All dates and times are in UTC."]);
        yield return (
            T["Scores"],
            T[
                "Likelihood times impact, 1 to 5 each. Assessed is with the controls in place; residual adds the levels that an open alert "
                    + "of the signal adds. A risk that no one assessed counts with its inherent score. Up to 4 is low, up to 9 medium, up "
                    + "to 16 high, above critical."
            ]
        );
        yield return (
            T["Import"],
            T["This workbook can be imported again after changes. These columns are read: {0}.", string.Join(", ", RiskSheet.Imported)]
        );
        yield return (T["SHA-256 of the rows"], digest);
        yield return (
            T["What was hashed"],
            T["The export of the same risks as CSV. While nothing in the register changes, that export has the same SHA-256."]
        );
    }

    private static IEnumerable<string> Filter(RiskFilter filter)
    {
        if (filter.Text is { } text)
        {
            yield return T["Text: {0}", text];
        }

        if (filter.Model is { } model)
        {
            yield return T["Model: {0}", model];
        }

        if (filter.System is { } system)
        {
            yield return T["AI system: {0}", system];
        }

        if (filter.Category is { } category)
        {
            yield return T["Category: {0}", T.Word(Frameworks.NameOf(category))];
        }

        if (filter.Treatment is { } treatment)
        {
            yield return T["Treatment: {0}", T.Word(RiskText.Of(treatment))];
        }

        if (filter.State is { } state)
        {
            yield return T["State: {0}", T.Word(state is Domain.Risks.RiskState.Open ? "Open" : "Closed")];
        }

        if (filter.Band is { } band)
        {
            yield return T["Risk level: {0}", T.Word(RiskText.Of(band))];
        }

        if (filter.Cell is { } cell)
        {
            yield return T["Residual likelihood {0}, residual impact {1}", cell.Likelihood, cell.Impact];
        }
    }
}
