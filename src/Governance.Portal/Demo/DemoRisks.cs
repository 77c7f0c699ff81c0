using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Operations.Risks.Library;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// A small register for the demo's models, made by the actions people use: six risks that were written here, one of which listens to the
/// drift
/// monitor of credit-default, and those that the risk library offers for each of the four uses.
/// </summary>
internal sealed class DemoRisks(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RaiseRisk raise,
    AddMitigation mitigate,
    AddRiskStep plan,
    FinishRiskStep finish,
    BindRiskSignal bind,
    AddLibraryRisks library,
    ChangeRisk change,
    ReviewRisk review,
    AcceptRisk accept,
    TimeProvider clock
)
{
    private const string Credit = "credit-default";
    private const string Netflow = "netflow-detector";
    private const int AgreeDays = 7;
    private const int ReviewAheadDays = 31;

    /// <summary>The first step of each plan.</summary>
    public const string Agree = "Agree on the plan with the owner";

    /// <summary>The risk that listens to the drift of incomes.</summary>
    public const string Drift = "Income shift breaks calibration";

    /// <summary>The risk that results differ between groups.</summary>
    public const string Fairness = "Unequal approval for similar applicants";

    /// <summary>The risk of automation bias.</summary>
    public const string Blind = "Reviewers follow the score blindly";

    /// <summary>The risk of the detector's rare classes.</summary>
    public const string Rare = "Rare attacks are missed";

    private static readonly Sample[] s_samples =
    [
        new(
            Credit,
            Drift,
            "drift",
            "Rates and employment move away from what the model was trained on.",
            "Default rates are underestimated.",
            (4, 4),
            (2, 4),
            "reduce",
            ["MEASURE 2.4", "A.6.2.6"],
            "Monthly calibration by segment",
            "Calibration report, demo data",
            "Review the score cut-off with the newest month",
            12
        ),
        new(
            Credit,
            Fairness,
            "fairness",
            "Past lending reflects old bias; proxies such as the postcode perpetuate it.",
            "Eligible applicants are refused.",
            (4, 4),
            (2, 4),
            "reduce",
            ["MEASURE 2.11", "A.5.4"],
            "Group metrics at each release",
            "Fairness report of 2.0.0, demo data",
            "Test reason codes with reviewers",
            26
        ),
        new(
            Credit,
            "Refusal cannot be explained",
            "explainability",
            "Complex model, generic reasons.",
            "The right to an explanation is not honoured.",
            (3, 4),
            (2, 3),
            "reduce",
            ["A.8.2"],
            "Each refusal letter names the main reasons",
            "Template of the refusal letter, demo data",
            null,
            0
        ),
        new(
            Credit,
            Blind,
            "operational",
            "Volume targets and automation bias.",
            "Oversight in name only.",
            (4, 3),
            (4, 3),
            null,
            ["MAP 3.5"],
            null,
            null,
            "Blind second review of a sample",
            40
        ),
        new(
            Netflow,
            Rare,
            "performance",
            "Few examples of the newer attack types.",
            "An intrusion goes unnoticed.",
            (4, 5),
            (3, 5),
            "reduce",
            ["MEASURE 2.7"],
            "Signature rules alongside the model",
            "Runbook NET-12, demo data",
            null,
            0
        ),
        new(
            Netflow,
            "Poisoned training traffic",
            "security-adversarial",
            "Outsiders can shape the traffic from which the model learns.",
            "A back door stays open to anyone who knows it.",
            (2, 5),
            (1, 5),
            "reduce",
            ["LLM04:2025", "AML.T0020"],
            "Screens for poisoned rows before training",
            "Robustness report of 2.0.0, demo data",
            null,
            0
        ),
    ];

    /// <summary>Plays it.</summary>
    /// <param name="actor">A risk officer.</param>
    /// <param name="owner">E-mail address of the model owner, who answers for the risks.</param>
    /// <param name="model">The model whose risks are raised.</param>
    /// <param name="say">Told what was made.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> RunAsync(Actor actor, string owner, string model, Action<string> say, CancellationToken ct)
    {
        var listening = 0;
        var samples = s_samples.Where(s => s.Model == model).ToList();
        foreach (var sample in samples)
        {
            var raised = await raise.RunAsync(
                actor,
                new()
                {
                    Title = sample.Title,
                    Category = sample.Category,
                    Cause = sample.Cause,
                    Consequence = sample.Consequence,
                    Model = sample.Model,
                    Owner = owner,
                    Inherent = new(sample.Inherent.Likelihood, sample.Inherent.Impact),
                    Residual = new(sample.Residual.Likelihood, sample.Residual.Impact),
                    Treatment = sample.Treatment,
                    Threats = sample.Threats,
                },
                ct
            );
            if ((raised.Refusal ?? await TreatAsync(actor, raised.Value, sample, ct)) is { } refusal)
            {
                return refusal;
            }

            if (sample.Category == "drift" && await MonitorAsync(sample.Model, ct) is { } monitor)
            {
                if ((await bind.RunAsync(actor, raised.Value, new(monitor.ToString(), null), null, ct)).Refusal is { } unbound)
                {
                    return unbound;
                }

                listening++;
            }
        }

        say($"{model}: {samples.Count} risks, {listening} bound to a monitor (demo data)");
        return null;
    }

    /// <summary>A further step of the plan of a risk.</summary>
    /// <param name="actor">A risk officer.</param>
    /// <param name="title">Title of the risk.</param>
    /// <param name="step">What is to be done.</param>
    /// <param name="days">In how many days.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> PlanAsync(Actor actor, string title, string step, int days, CancellationToken ct) =>
        (await plan.RunAsync(actor, (await RiskAsync(title, ct)).Id, step, clock.GetUtcNow().AddDays(days), null, ct)).Refusal;

    /// <summary>A step is done.</summary>
    /// <param name="actor">A risk officer.</param>
    /// <param name="title">Title of the risk.</param>
    /// <param name="step">Which.</param>
    /// <param name="evidence">What shows it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> FinishAsync(Actor actor, string title, string step, string evidence, CancellationToken ct)
    {
        var risk = await RiskAsync(title, ct);
        var number = risk.Steps.Single(s => s.Text == step && !s.IsDone).Number;
        return (await finish.RunAsync(actor, risk.Id, number, evidence, null, ct)).Refusal;
    }

    /// <summary>Something that lowers a risk is in place.</summary>
    /// <param name="actor">A risk officer.</param>
    /// <param name="title">Title of the risk.</param>
    /// <param name="control">What it is.</param>
    /// <param name="evidence">What shows it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> ControlAsync(Actor actor, string title, string control, string evidence, CancellationToken ct) =>
        (await mitigate.RunAsync(actor, (await RiskAsync(title, ct)).Id, control, evidence, null, ct)).Refusal;

    /// <summary>The residual score is looked at again.</summary>
    /// <param name="actor">A risk officer.</param>
    /// <param name="title">Title of the risk.</param>
    /// <param name="likelihood">The new likelihood.</param>
    /// <param name="impact">The new impact.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> ScoreAsync(Actor actor, string title, int likelihood, int impact, string reason, CancellationToken ct) =>
        (
            await change.RunAsync(
                actor,
                (await RiskAsync(title, ct)).Id,
                settings => settings with { Residual = new(likelihood, impact) },
                reason,
                null,
                ct
            )
        ).Refusal;

    /// <summary>
    /// Assesses for a release what nobody has assessed of a model: as long as nothing is in place, all of it is left.
    /// </summary>
    public async Task<Refusal?> AssessAsync(Actor actor, string model, CancellationToken ct)
    {
        List<Risk> open;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            open = await db
                .Risks.AsNoTracking()
                .Where(r => r.Model == model && r.State == RiskState.Open && r.ResidualScore == null)
                .OrderBy(r => r.Id)
                .ToListAsync(ct);
        }

        foreach (var risk in open)
        {
            var assessed = await change.RunAsync(
                actor,
                risk.Id,
                settings => settings with { Residual = new(risk.InherentLikelihood, risk.InherentImpact) },
                "Assessed for the release.",
                null,
                ct
            );
            if (assessed.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>What is left of a risk is lived with for two months, by signature.</summary>
    public async Task<Refusal?> AcceptAsync(Actor officer, string proof, string title, string reason, CancellationToken ct) =>
        (
            await accept.RunAsync(officer, new((await RiskAsync(title, ct)).Id, reason, clock.GetUtcNow().AddDays(60), proof), null, ct)
        ).Refusal;

    /// <summary>Reviews every open risk whose review falls due soon.</summary>
    public async Task<Refusal?> ReviewAsync(Actor actor, CancellationToken ct)
    {
        var soon = clock.GetUtcNow().AddDays(ReviewAheadDays);
        List<RiskId> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            due = await db
                .Risks.AsNoTracking()
                .IgnoreAutoIncludes()
                .Where(r => r.State == RiskState.Open && r.ReviewAt <= soon)
                .OrderBy(r => r.Id)
                .Select(r => r.Id)
                .ToListAsync(ct);
        }

        foreach (var risk in due)
        {
            if ((await review.RunAsync(actor, risk, "Reviewed at the monthly risk meeting (demo data).", null, ct)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task<Risk> RiskAsync(string title, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Risks.AsNoTracking().SingleAsync(r => r.Title == title, ct);
    }

    /// <summary>Takes risks of the library into the register for one model.</summary>
    /// <param name="actor">A risk officer.</param>
    /// <param name="owner">E-mail address of the model owner, who answers for them.</param>
    /// <param name="model">The model.</param>
    /// <param name="items">Ids in the library.</param>
    /// <param name="say">Told what was made.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> TakeAsync(
        Actor actor,
        string owner,
        string model,
        IReadOnlyList<string> items,
        Action<string> say,
        CancellationToken ct
    )
    {
        var command = new AddLibraryRisks.Command(model, null, owner, [.. items.Select(i => new AddLibraryRisks.Choice(i))]);
        var added = await library.RunAsync(actor, command, ct);
        if (added.IsDone)
        {
            say($"{model}: {added.Value.Raised.Count} risks of the library");
        }

        return added.Refusal;
    }

    private async Task<Refusal?> TreatAsync(Actor actor, RiskId risk, Sample sample, CancellationToken ct)
    {
        if (
            sample.Mitigation is { } mitigation
            && (await mitigate.RunAsync(actor, risk, mitigation, sample.Evidence, null, ct)).Refusal is { } refusal
        )
        {
            return refusal;
        }

        if (sample.Step is not { } step)
        {
            return null;
        }

        return (await plan.RunAsync(actor, risk, Agree, clock.GetUtcNow().AddDays(AgreeDays), null, ct)).Refusal
            ?? (await plan.RunAsync(actor, risk, step, clock.GetUtcNow().AddDays(sample.Days), null, ct)).Refusal;
    }

    // What moves in the sample's last windows.
    private async Task<MonitorId?> MonitorAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .Monitors.AsNoTracking()
            .Where(m => m.Model == model && m.Kind == MonitorKind.Drift && m.Target == "income_monthly" && m.SegmentColumn == "")
            .Select(m => m.Id)
            .ToListAsync(ct);
        return found.Count == 0 ? null : found[0];
    }

    private sealed record Sample(
        string Model,
        string Title,
        string Category,
        string Cause,
        string Consequence,
        (int Likelihood, int Impact) Inherent,
        (int Likelihood, int Impact) Residual,
        string? Treatment,
        string[] Threats,
        string? Mitigation,
        string? Evidence,
        string? Step,
        int Days
    );
}
