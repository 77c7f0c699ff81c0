using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Suppliers;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>
/// What gates read of the suppliers that a version depends on: those that its AI systems and their parts name, and of an agent those that
/// serve the models of its manifest. Read only while a policy asks.
/// </summary>
internal sealed class SuppliersOfVersion(AgentManifests manifests) : IBundleFactSource
{
    private const int MaxName = 200;

    public async Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        if (
            !policies.Any(p => p.Rules.Any(r => r.Type == "supplier_due_diligence"))
            || await db.Versions.SingleOrDefaultAsync(v => v.Model == model && v.Version == version, ct) is not { } asked
        )
        {
            return new BundleFacts();
        }

        var judged = await db.Models.IgnoreQueryFilters().SingleAsync(m => m.Name == model, ct);
        var written = await SupplierParts.OfModelAsync(db, judged, ct);
        if (AgentManifests.IsOf(asked))
        {
            var served = (await manifests.FindAsync(asked.ArtifactSha256, ct))?.Models ?? [];
            written = [.. written, .. served.Select(m => m.Provider).OfType<string>()];
        }

        var names = written
            .Where(name => !string.IsNullOrWhiteSpace(name))
            .Select(name => name.Trim())
            .GroupBy(Supplier.KeyOf, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(StringComparer.Ordinal)!, StringComparer.Ordinal);
        var ids = await db.Suppliers.IgnoreQueryFilters().Called(names.Keys).Select(s => s.Id).ToListAsync(ct);
        // What they say decides, so that the log is asked. A supplier that was given another name or taken away is missed, and a gap; a
        // record that was given to another, or taken away, would leave an older one in force.
        await RecordIntegrity.EnsureAsync(
            db,
            [RecordsAsked.Of<Supplier>(nameof(Supplier.Id), ids.Cast<object>()), RecordsAsked.All<SupplierRecord>()],
            ct
        );
        var suppliers =
            ids.Count == 0 ? [] : await db.Suppliers.IgnoreQueryFilters().Where(s => ids.Contains(s.Id)).OrderBy(s => s.Id).ToListAsync(ct);
        var records = await db.SupplierRecords.IgnoreQueryFilters().Where(r => ids.Contains(r.Supplier)).ToListAsync(ct);
        return new BundleFacts
        {
            Suppliers = new GateSuppliers([
                .. names.Select(n => Of(n.Value, suppliers.Find(s => s.Keys.Contains(n.Key, StringComparer.Ordinal)), records)),
            ]),
        };
    }

    private static GateSupplier Of(string written, Supplier? supplier, List<SupplierRecord> records)
    {
        var name = written.Length <= MaxName ? written : written[..MaxName];
        if (supplier is null)
        {
            return new GateSupplier(name, null);
        }

        var current = SupplierRule.Current(records.Where(r => r.Supplier == supplier.Id)).ToList();
        var diligence = current.Find(r => r.Kind is SupplierRecordKind.DueDiligence);
        return new GateSupplier(name, supplier.Id.ToString())
        {
            Critical = supplier.IsCritical,
            Contract = supplier.Contract is not null || supplier.ContractFrom is not null || supplier.ContractUntil is not null,
            ContractFrom = Day(supplier.ContractFrom),
            ContractUntil = Day(supplier.ContractUntil),
            EndedOn = Day(supplier.EndedOn),
            DiligenceOn = Day(diligence?.On),
            DiligenceDueOn = Day(diligence?.DueOn),
            DiligenceResult = diligence?.Result is { } result ? WireName.Of(result) : null,
            Certificates =
            [
                .. current.Where(r => r.Kind is SupplierRecordKind.Certificate).Select(r => new GateCertificate(r.Title, Day(r.DueOn))),
            ],
        };
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
