using System.Globalization;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Findings;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// How the deployments of a system stood to the policies in the last twelve months: state, days out of policy, the rules that failed and
/// what
/// was found. One record a deployment, made of its postures.
/// </summary>
internal sealed class FindPostureRecords(TimeProvider clock) : IFindRecords
{
    private const string Kind = "policy_posture";
    private const int Days = 365;
    private const int MostPostures = 1_000;
    private const int MostRules = 50;

    public string Name => "Policy status";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        if (models.Count == 0)
        {
            return [];
        }

        var now = clock.GetLocalNow();
        var standing = await db
            .Postures.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p =>
                models.Contains(p.Model) && p.Until == null && p.Deployment != null && (p.Stage == null || p.Stage == Stage.Production)
            )
            .Select(p => new
            {
                p.Id,
                Deployment = p.Deployment!.Value,
                p.Model,
                p.Version,
            })
            .ToListAsync(ct);
        return
        [
            .. from system in systems
            from version in system.Versions.Distinct()
            from posture in standing.Where(p => p.Model == version.Model && p.Version == version.Version).OrderBy(p => p.Id.Number)
            let evidence = new FoundEvidence(
                Kind,
                TitleOf(posture.Deployment),
                IdOf(posture.Deployment),
                HrefOf(posture.Model),
                now,
                ModelName.Of(posture.Model, posture.Version),
                OfServedVersion: true,
                Live: true
            )
            select new SystemEvidence(system.System, evidence),
        ];
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var to = scope.Now;
        var from = to.AddDays(-Days);
        var found = new List<FoundRecord>();
        foreach (var (model, version) in scope.Served.Select(s => (s.Model, s.Version)))
        {
            var postures = await db
                .Postures.AsNoTracking()
                .Where(p =>
                    p.Model == model
                    && p.Version == version
                    && p.Deployment != null
                    && (p.Stage == null || p.Stage == Stage.Production)
                    && (p.Until == null || p.Until > from)
                )
                .OrderByDescending(p => p.Id)
                .Take(MostPostures)
                .ToListAsync(ct);
            // What runs no more is no record of operation.
            found.AddRange(
                postures
                    .GroupBy(p => p.Deployment!.Value)
                    .Where(g => g.Any(p => p.Until is null))
                    .OrderBy(g => g.Key.Number)
                    .Select(g => Of(g.Key, [.. g.OrderBy(p => p.From)], from, to))
            );
        }

        return found;
    }

    private static FoundRecord Of(DeploymentId deployment, List<Posture> postures, DateTimeOffset from, DateTimeOffset to)
    {
        var now = postures[^1];
        var begin = postures[0].From > from ? postures[0].From : from;
        var subject = ModelName.Of(now.Model, now.Version);
        FormattableString period = $"{Day(begin)} to {Day(to)}";
        var rows = new List<IReadOnlyDictionary<string, RecordValue>>
        {
            new Fields()
                .Sentence("deployment", $"{deployment}: {subject} in {now.Environment}")
                .Sentence("state", StateOf(now))
                .Sentence("period", period)
                .Measures(
                    "days_out",
                    [Out($"days out of policy, {deployment}", postures.Where(p => p.State is PostureState.Out), begin, to)]
                )
                .Row,
        };
        rows.AddRange(
            postures
                .SelectMany(p => p.Findings.Select(f => (Posture: p, Finding: f)))
                .GroupBy(f => f.Finding.Name, StringComparer.Ordinal)
                .OrderByDescending(g => g.Any(f => f.Posture.Until is null))
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Take(MostRules)
                .Select(g =>
                    new Fields()
                        .Text("deployment", deployment.ToString())
                        .Text("rule", g.Key)
                        .Said("state", g.Any(f => f.Posture.Until is null) ? "Currently failing" : "Met again")
                        .Sentence("period", period)
                        .Measures("days_out", [Out($"days on which {g.Key} failed, {deployment}", g.Select(f => f.Posture), begin, to)])
                        .Sentence("facts", Facts(g.Select(f => f.Finding).Last()))
                        .Row
                )
        );
        var id = IdOf(deployment);
        return new FoundRecord
        {
            Kind = Kind,
            Id = id,
            Title = TitleOf(deployment),
            Href = HrefOf(now.Model),
            Sha256 = FoundRecord.DigestOf(Kind, id, rows),
            IsComputed = true,
            At = to,
            Version = subject,
            Rows = rows,
        };
    }

    private static RecordMeasure Out(FormattableString what, IEnumerable<Posture> postures, DateTimeOffset from, DateTimeOffset to) =>
        new(
            what.ToString(CultureInfo.InvariantCulture),
            Fields.Number(
                Math.Round(
                    postures
                        .Select(p => ((p.Until < to ? p.Until.Value : to) - (p.From > from ? p.From : from)).TotalDays)
                        .Where(days => days > 0)
                        .Sum(),
                    2
                )
            )
        );

    // What was found when it began, as it was stored, with the posture that keeps it: "0.42; required: at most 0.2 (PST-0007)".
    private static FormattableString Facts(PostureFinding finding)
    {
        var statements = RuleStatements.Read(finding.Statements);
        return finding switch
        {
            { Actual: { } actual, Expected: { } expected } =>
                $"Found: {Said(statements?.Seen, actual)}; required: {Said(statements?.Asked, expected)} ({finding.Posture})",
            { Actual: { } actual } => $"Found: {Said(statements?.Seen, actual)} ({finding.Posture})",
            _ => $"{Said(statements?.Found, finding.Message.TrimEnd('.'))} ({finding.Posture})",
        };
    }

    private static PortalWords Said(IReadOnlyList<Statement>? statements, string stored) =>
        new(stored) { Said = () => new FindingText(statements, stored).Say().TrimEnd('.') };

    private static FormattableString StateOf(Posture posture) =>
        posture.State switch
        {
            PostureState.In => $"In policy since {Day(posture.Since)}",
            PostureState.Warning => $"Warning since {Day(posture.Since)}",
            PostureState.Out => $"Out of policy since {Day(posture.Since)}",
        };

    private static FormattableString TitleOf(DeploymentId deployment) => $"How {deployment} complied with the policies";

    private static string IdOf(DeploymentId deployment) => $"postures:{deployment}";

    private static string HrefOf(string model) => $"/posture/{Uri.EscapeDataString(model)}";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
