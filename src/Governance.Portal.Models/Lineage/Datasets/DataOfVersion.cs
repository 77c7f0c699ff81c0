using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Policies;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>
/// What gates read of the data a version depends on: the datasets it names for training and validation, and those that lineage says they
/// were made from, with their records. Read only while a policy has a rule about data.
/// </summary>
internal sealed class DataOfVersion(AnchoredLineage lineage, IOptions<LimitsOptions> limits) : IBundleFactSource
{
    private const int Depth = 50;
    private static readonly string[] s_roles = ["training", "validation"];

    public async Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        if (
            !policies.Any(p => p.Rules.Any(r => r.Type.StartsWith("data_", StringComparison.Ordinal) && r.Type != "data_lineage_required"))
            || await db.Versions.SingleOrDefaultAsync(v => v.Model == model && v.Version == version, ct) is not { } asked
        )
        {
            return new BundleFacts();
        }

        var roles = asked
            .ReadManifest()
            .Datasets.Where(d => s_roles.Contains(d.Role, StringComparer.Ordinal))
            .GroupBy(d => d.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(d => d.Role).Min(StringComparer.Ordinal)!, StringComparer.Ordinal);
        // Not by the tables of lineage, which are for pages: by events that were compared with the log.
        var graph = await lineage.ReadAsync(db, ct);
        var start = graph
            .OfVersion(asked)
            .Where(l => s_roles.Contains(l.Role, StringComparer.Ordinal))
            .Select(l => l.Node)
            .Distinct()
            .ToList();
        var isCut = false;
        if (start.Count > 0)
        {
            (var sources, isCut) = graph.SourcesOf(start, Depth, limits.Value.LineageNodes);
            foreach (var name in sources)
            {
                roles.TryAdd(name, "source");
            }
        }

        var names = roles.Keys.ToList();
        // What they say decides, so that the log is asked.
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<DatasetRecord>(nameof(DatasetRecord.Name), names)], ct);
        var records = await db.Datasets.IgnoreQueryFilters().Where(d => names.Contains(d.Name)).ToListAsync(ct);
        return new BundleFacts
        {
            Data = new GateData([.. roles.Select(r => Of(r.Key, r.Value, records.Find(d => d.Name == r.Key)))]) { IsCut = isCut },
        };
    }

    private static GateDataRecord Of(string name, string role, DatasetRecord? record) =>
        record is null
            ? new GateDataRecord(name, role, null)
            : new GateDataRecord(name, role, record.Id.ToString())
            {
                Sensitivity = WireName.Of(record.Sensitivity),
                PersonalData = record.HasPersonalData,
                SpecialCategories = record.HasSpecialCategories,
                ConsentWithdrawnOn = DatasetFields.Day(record.ConsentWithdrawnOn),
                RetentionUntil = DatasetFields.Day(record.RetentionUntil),
                Region = record.Region,
                Purposes = record.Purposes,
            };
}
