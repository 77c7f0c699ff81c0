using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// The suppliers that a system and its parts name, as rows of its record: for what, by which contract, what due diligence found, which
/// certificates are valid until when, and what is missing or late. The ids name the records they are from.
/// </summary>
internal static class SupplierRows
{
    /// <summary>
    /// Reads them, and the time of the newest record they are from; none where the register is empty, or hidden from who asks.
    /// </summary>
    public static async Task<(IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> Rows, DateTimeOffset? Newest)> ReadAsync(
        GovernanceDbContext db,
        AiSystem system,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var named = system
            .Components.Select(c => (Written: (string?)c.Supplier, Part: c.Version is { } version ? $"{c.Name} {version}" : c.Name))
            .Prepend((Written: system.Supplier, Part: ""))
            .Where(n => !string.IsNullOrWhiteSpace(n.Written))
            .GroupBy(n => Supplier.KeyOf(n.Written!), StringComparer.Ordinal)
            .ToList();
        if (named.Count == 0)
        {
            return ([], null);
        }

        var register = await (
            from supplier in db.Suppliers.AsNoTracking()
            orderby supplier.Id
            select new { Supplier = supplier, Records = db.SupplierRecords.Where(r => r.Supplier == supplier.Id).ToList() }
        ).ToListAsync(ct);
        if (register.Count == 0)
        {
            return ([], null);
        }

        var today = now.Day();
        var rows = new List<IReadOnlyDictionary<string, RecordValue>>();
        DateTimeOffset? newest = null;
        // A supplier with two names in one system is one supplier.
        foreach (
            var group in named
                .Select(g => (Names: g, Known: register.Find(s => s.Supplier.Keys.Contains(g.Key, StringComparer.Ordinal))))
                .GroupBy(g => g.Known?.Supplier.Id.ToString() ?? g.Names.Key, StringComparer.Ordinal)
        )
        {
            var parts = group.SelectMany(g => g.Names.Select(n => n.Part)).Distinct(StringComparer.Ordinal).ToList();
            var row = new Fields();
            if (parts.Contains("", StringComparer.Ordinal))
            {
                row.Said("part", "The whole system");
            }
            else
            {
                row.List("part", parts);
            }

            if (group.First().Known is { } known)
            {
                rows.Add(Row(row, known.Supplier, known.Records, today));
                newest = known
                    .Records.SelectMany(r => new[] { r.RecordedAt, r.ClosedAt })
                    .Append(known.Supplier.RegisteredAt)
                    .Append(newest)
                    .Max();
            }
            else
            {
                rows.Add(row.Text("supplier", group.First().Names.First().Written).Said("gaps", "Not registered").Row);
            }
        }

        return (rows, newest);
    }

    private static IReadOnlyDictionary<string, RecordValue> Row(
        Fields row,
        Supplier supplier,
        IReadOnlyList<SupplierRecord> records,
        DateOnly today
    )
    {
        var current = SupplierRule.Current(records).ToList();
        row.Sentence("supplier", $"{supplier.Name} ({supplier.Id})").Sentence("contract", Contract(supplier));
        if (current.Find(r => r.Kind is SupplierRecordKind.DueDiligence) is { } diligence)
        {
            var (on, result) = (Day(diligence.On), new PortalWords(SupplierText.Of(diligence.Result!.Value)));
            row.Sentence(
                "due_diligence",
                diligence.DueOn is { } due
                    ? $"{diligence.Title} ({diligence.Id}), {on}: {result}, next by {Day(due)}"
                    : (FormattableString)$"{diligence.Title} ({diligence.Id}), {on}: {result}"
            );
        }

        row.Sentences(
            "certificates",
            "; ",
            [
                .. current
                    .Where(r => r.Kind is SupplierRecordKind.Certificate)
                    .OrderBy(r => r.Title, StringComparer.Ordinal)
                    .Select(r =>
                        r.DueOn is { } until ? $"{r.Title} ({r.Id}), valid until {Day(until)}" : (FormattableString)$"{r.Title} ({r.Id})"
                    ),
            ]
        );
        var gaps = SupplierRule
            .Gaps(supplier, records, today)
            .Select(g =>
                g.Title is { } title
                    ? $"{new PortalWords(SupplierText.Of(g.Kind))}: {title}"
                    : (FormattableString)$"{new PortalWords(SupplierText.Of(g.Kind))}"
            )
            .ToList();
        if (supplier.Contract is null && supplier.ContractFrom is null && supplier.ContractUntil is null)
        {
            gaps.Add($"{new PortalWords("No contract on record")}");
        }

        return row.Sentences("gaps", "; ", gaps).Row;
    }

    private static FormattableString Contract(Supplier supplier)
    {
        var what = supplier.Contract is { } named ? (object)named : new PortalWords("No reference");
        if (supplier.EndedOn is { } ended)
        {
            return $"{what}, ended on {Day(ended)}";
        }

        return (supplier.ContractFrom, supplier.ContractUntil) switch
        {
            ({ } from, { } until) => (FormattableString)$"{what}, from {Day(from)} to {Day(until)}",
            ({ } from, null) => $"{what}, from {Day(from)}",
            (null, { } until) => $"{what}, until {Day(until)}",
            _ => $"{what}",
        };
    }

    private static PortalWords Day(DateOnly day) => new(day.ToString("d MMM yyyy", CultureInfo.InvariantCulture));
}
