using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Reads a promotion.</summary>
public sealed class GetPromotion(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The promotion with gate, sign-offs and chain of custody.</summary>
    public async Task<Result<PromotionView>> RunAsync(PromotionId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is { } promotion
            ? (await ViewsAsync(db, [promotion], ct))[0]
            : PromotionRefusals.NotFound;
    }

    /// <summary>The exact bytes that are signed.</summary>
    public async Task<Result<byte[]>> BundleAsync(PromotionId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var bundle = await db.Promotions.Where(p => p.Id == id).Select(p => p.Bundle).SingleOrDefaultAsync(ct);
        return bundle is null ? PromotionRefusals.NotFound : bundle;
    }

    /// <summary>A page of promotions for programs, newest first.</summary>
    /// <param name="state">Only this state.</param>
    /// <param name="model">Only this model.</param>
    /// <param name="agent">Only this agent.</param>
    /// <param name="before">Only ids below this one.</param>
    /// <param name="take">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<PromotionView>> ListAsync(
        PromotionState? state,
        string? model,
        string? agent,
        int? before,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var query = db.PromotionsWithoutBundles()
            .Where(p =>
                (state == null || p.State == state)
                && (model == null || p.Model == model)
                && (agent == null || (p.Model == agent && db.Agents.Any(a => a.Model == agent)))
                && (before == null || (int)(object)p.Id < before)
            );
        return await ViewsAsync(db, await query.OrderByDescending(p => p.Id).Take(take).ToListAsync(ct), ct);
    }

    // The policies in force decide whether a waiver can be asked for, not those of the run.
    private static async Task<HashSet<(string Policy, string Rule)>> WaivableAsync(GovernanceDbContext db, CancellationToken ct) =>
        [.. (await ActivePolicies.LoadAsync(db, ct)).SelectMany(p => p.Rules.Where(r => r.Waivable), (p, r) => (p.Name, r.Id))];

    private static async Task<IReadOnlyList<PromotionView>> ViewsAsync(
        GovernanceDbContext db,
        List<Promotion> promotions,
        CancellationToken ct
    )
    {
        var waivable = await WaivableAsync(db, ct);
        var named = promotions.ConvertAll(p => p.GateRun);
        var runs = await db.GateRuns.Where(r => named.Contains(r.Id)).WithoutInput().ToDictionaryAsync(r => r.Id, ct);
        var models = promotions.Select(p => p.Model).Distinct().ToList();
        var agents = await db.Agents.AsNoTracking().Where(a => models.Contains(a.Model)).Select(a => a.Model).ToListAsync(ct);
        var history = await PromotionHistory.LoadAsync(db, promotions.ConvertAll(p => p.Id), ct);
        var names = await ActorNames.LoadAsync(
            db,
            [
                .. history.SelectMany(entries => entries).Select(e => e.Actor),
                .. promotions.Select(p => p.RequestedBy),
                .. promotions.SelectMany(ExcludedText.People),
                .. runs.Values.SelectMany(PeopleOf),
            ],
            ct
        );
        // What drives it now stands beside what waits; beside a request that is over it would say something else than its run.
        var blocked = promotions.Where(p => p.State is PromotionState.Open && runs[p.GateRun].ReadResult().Results.Any(IsOfDrift));
        var reasons = await DriftReasons.OfAsync(db, [.. blocked.Select(p => (p.Model, p.Version))], ct);
        return
        [
            .. promotions.Select(p =>
                View(p, runs[p.GateRun], history[p.Id], names, waivable, [.. reasons[(p.Model, p.Version)]]) with
                {
                    Agent = agents.Contains(p.Model, StringComparer.Ordinal) ? p.Model : null,
                }
            ),
        ];
    }

    private static PromotionView View(
        Promotion promotion,
        GateRun run,
        IEnumerable<AuditEntry> entries,
        ActorNames names,
        HashSet<(string Policy, string Rule)> waivable,
        IReadOnlyList<Reason> reasons
    ) =>
        new()
        {
            Id = promotion.Id,
            Model = promotion.Model,
            Version = promotion.Version,
            From = promotion.From,
            To = promotion.To,
            Experiment = promotion.Experiment,
            State = promotion.State,
            Reason = promotion.Reason.Text,
            RequestedBy = promotion.RequestedBy,
            RequestedByName = names[promotion.RequestedBy],
            RequestedAt = promotion.RequestedAt,
            DueAt = promotion.DueAt,
            ExpiresAt = promotion.ExpiresAt,
            BundleDigest = promotion.BundleDigest,
            Gate = View(run, waivable, names, reasons),
            RequiredRoles = promotion.RequiredRoles,
            SignOffs = [.. promotion.SignOffs.OrderBy(s => s.Id.Number).Select(View)],
            History = [.. entries.Select(e => PromotionHistory.View(e, names))],
            WithdrawReason = promotion.WithdrawReason?.Text,
            Revision = promotion.Revision,
            Excluded = ExcludedText.Of(promotion, names),
            MakersMaySign = promotion.MakersMaySign,
        };

    // The evaluator knows ids alone; their names stand beside them here.
    private static IEnumerable<string> PeopleOf(GateRun run) =>
        run.ReadResult()
            .Results.SelectMany(r => new[] { FindingText.Of(r), FindingText.Asked(r), FindingText.Seen(r) })
            .OfType<FindingText>()
            .SelectMany(t => t.People)
            .Distinct(StringComparer.Ordinal)
            .Select(id => $"user:{id}");

    private static Func<string, string?> NameIn(ActorNames names) =>
        id => names[$"user:{id}"] is var name && name != $"user:{id}" ? name : null;

    // The stored English, with the names of the people in it.
    private static string Named(IReadOnlyList<Statement>? said, string stored, string between, Func<string, string?> nameOf)
    {
        var text = new FindingText(said, stored);
        return text.IsStored || !text.People.Any() ? stored : string.Join(between, said!.Select(new NamedEnglish(nameOf).Write));
    }

    private static bool IsOfDrift(RuleResult rule) => FindingText.IsOfDrift(rule.Found, rule.Seen);

    private static GateView View(
        GateRun run,
        HashSet<(string Policy, string Rule)> waivable,
        ActorNames names,
        IReadOnlyList<Reason> reasons
    )
    {
        var result = run.ReadResult();
        var nameOf = NameIn(names);
        var dryRun = result.Policies.Where(p => p.Mode is PolicyMode.DryRun).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return new GateView(
            run.Id,
            run.Outcome,
            run.PolicyDigest,
            run.EvaluatedAt,
            [
                .. result.Results.Select(r => new RuleView(
                    r.RuleId,
                    r.Type,
                    r.Severity.ToWireName(),
                    r.Blocking,
                    r.Outcome.ToWireName(),
                    Named(r.Found, r.Message, " ", nameOf),
                    r.Expected,
                    r.Actual is { } seen ? Named(r.Seen, seen, "; ", nameOf) : null,
                    [.. r.Evidence.Select(e => new RuleEvidenceView(e.Id, e.Kind, e.Sha256))]
                )
                {
                    Policy = r.Policy,
                    Waivable = waivable.Contains((r.Policy, r.RuleId)),
                    IsDryRun = dryRun.Contains(r.Policy),
                    Found = StatementView.Of(r.Found),
                    Asked = StatementView.Of(r.Asked),
                    Seen = StatementView.Of(r.Seen),
                    FoundText = FindingText.Of(r),
                    AskedText = FindingText.Asked(r),
                    SeenText = FindingText.Seen(r),
                    NameOf = nameOf,
                    Reasons = IsOfDrift(r) ? reasons : [],
                }),
            ]
        )
        {
            InputSha256 = run.InputSha256,
            ResultSha256 = run.ResultSha256,
            Policies = [.. GateRuns.Applied(result)],
            Notices = result.Notices,
            Noticed = StatementView.Of(result.Noticed),
            NoticeTexts = FindingText.Notices(result),
        };
    }

    private static SignOffView View(SignOff signOff) =>
        new()
        {
            Id = signOff.Id,
            Role = signOff.Role,
            Decision = signOff.Decision,
            Status = signOff.Status,
            SignedBy = $"user:{signOff.Attestation.Person}",
            SignedByName = signOff.Attestation.PrintedName,
            DelegatedFrom = signOff.DelegatedFrom is { } from ? $"user:{from}" : null,
            DelegatedFromName = signOff.DelegatedFromName,
            Delegation = signOff.Delegation,
            SignedAt = signOff.Attestation.At,
            Meaning = signOff.Attestation.Meaning,
            Comment = signOff.Comment?.Text,
            Condition = signOff.Condition?.Text,
            BundleDigest = signOff.BundleDigest,
            VoidReason = signOff.RevokeReason?.Text ?? signOff.VoidReason,
            LogIndex = signOff.Attestation.LogIndex,
            AuthenticationMethod = signOff.Attestation.AuthenticationMethod,
            SoonAfterReset = signOff.SoonAfterReset,
            Level = signOff.Level,
            StatementSha256 = signOff.Attestation.StatementSha256,
            AssertionSha256 = signOff.AssertionSha256,
        };

    private sealed class NamedEnglish(Func<string, string?> nameOf) : StatementWriter
    {
        protected override string Write(StatementValue value, Statement statement) =>
            value is StatementValue.Person person && nameOf(person.Text) is { } name
                ? $"{person.Text} {name}"
                : base.Write(value, statement);
    }
}
