using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Compliance.Intake;
using Governance.Portal.Compliance.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>Who plays the intake.</summary>
internal sealed record IntakeCast(Actor Engineer, Actor Owner, Actor Risk, Actor Security, Actor Legal, Actor Compliance);

/// <summary>
/// Three proposed use cases: loan pricing, accepted under conditions, whose system the pricing model is part of; summaries of calls, which
/// wait for two opinions; and the mood of agents, declined as a prohibited practice.
/// </summary>
internal sealed class DemoIntake(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ProposeUseCase propose,
    SubmitUseCase submit,
    GiveOpinion opinion,
    AcceptUseCase accept,
    DeclineUseCase decline,
    ChangeSystem change
)
{
    private const string Model = "loan-pricing";

    // What is answered with no in all of them.
    private static readonly string[] s_prohibited = ["Q10", "Q11", "Q12", "Q13", "Q14", "Q15", "Q16", "Q17", "Q18", "Q19"];

    /// <summary>Loan pricing is proposed, judged and accepted. The first refusal ends it.</summary>
    public async Task<Refusal?> PricingAsync(IntakeCast cast, CancellationToken ct)
    {
        var proposed = await SubmittedAsync(
            cast.Engineer,
            new("Personal loan pricing")
            {
                Purpose = "Proposes the interest rate of a personal loan within limits that the bank sets (demo data).",
                Benefit = "Rates follow the market within a day; margin is expected to rise by two per cent.",
                AffectedGroups = ["Retail customers who apply for a personal loan"],
                Vulnerable = "Customers in financial distress",
                Data = ["personal", "financial"],
                Sourcing = "build",
                Hosting = "own-cloud",
                DecisionRole = "decide-with-review",
                WishedStart = "2027-03-01",
                Owner = DemoScene.Owner,
                BusinessUnit = "Retail lending",
                Screening = Answers(("Q40", ["none"]), ("Q50", ["no"]), ("Q51", ["no"])),
            },
            ct
        );
        if (proposed.Refusal is { } refused)
        {
            return refused;
        }

        var id = proposed.Value;
        var refusal =
            (
                await opinion.RunAsync(
                    cast.Risk,
                    id,
                    "support-with-conditions",
                    "Only with a fairness test by sex and age band before the first release.",
                    ct
                )
            ).Refusal
            ?? (await opinion.RunAsync(cast.Security, id, "support", "It runs in our own cloud and no supplier sees the data.", ct)).Refusal
            ?? (
                await opinion.RunAsync(
                    cast.Legal,
                    id,
                    "support",
                    "It sets a price and does not judge whether a person can repay: Annex III(5)(b) is not met.",
                    ct
                )
            ).Refusal;
        if (refusal is not null)
        {
            return refusal;
        }

        var accepted = await accept.RunAsync(
            cast.Compliance,
            new(id)
            {
                ExpectedClass = "minimal",
                ExpectedTier = "tier2",
                Pack = "pricing",
                Roles = ["provider", "deployer"],
                Conditions = ["Fairness test by sex and age band before the first release", "A way back to the price list within an hour"],
            },
            ct
        );
        return accepted.Refusal ?? await LinkedAsync(cast.Compliance, id, ct);
    }

    // The model was registered while it was tried out: now it is part of a system.
    private async Task<Refusal?> LinkedAsync(Actor compliance, UseCaseId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Models.AnyAsync(m => m.Name == Model, ct))
        {
            return null;
        }

        var system = await db.UseCases.Where(u => u.Id == id).Select(u => u.System!.Value).SingleAsync(ct);
        return (await change.RunAsync(compliance, new(system, null) { Models = new([Model]), LifeCycle = new("testing") }, ct)).Refusal;
    }

    /// <summary>Summaries of calls are proposed; one opinion is given.</summary>
    public async Task<Refusal?> SummariesAsync(IntakeCast cast, CancellationToken ct)
    {
        var proposed = await SubmittedAsync(
            cast.Owner,
            new("Summaries of customer calls")
            {
                Purpose = "Writes a summary of each call into the customer file (demo data).",
                Benefit = "Saves agents three minutes a call.",
                AffectedGroups = ["Customers who call", "Call centre agents"],
                Data = ["personal", "employee"],
                Sourcing = "buy",
                Supplier = "Call Tools (demo)",
                Product = "Summaries",
                Hosting = "supplier-outside-union",
                DecisionRole = "assist",
                WishedStart = "2027-02-01",
                Owner = DemoScene.Owner,
                Screening = Answers(("Q40", ["none"]), ("Q50", ["no"]), ("Q51", ["yes"])),
            },
            ct
        );
        return proposed.Refusal
            ?? (
                await opinion.RunAsync(
                    cast.Security,
                    proposed.Value,
                    "object",
                    "Recordings would be processed outside the Union without our own keys.",
                    ct
                )
            ).Refusal;
    }

    /// <summary>The mood of agents is proposed and declined.</summary>
    public async Task<Refusal?> MoodAsync(IntakeCast cast, CancellationToken ct)
    {
        var answers = Answers(("Q40", ["unsure"]), ("Q50", ["no"]));
        answers["Q17"] = ["work_or_school"];
        var proposed = await SubmittedAsync(
            cast.Owner,
            new("Mood of call centre agents")
            {
                Purpose = "Estimates from their voice how stressed agents are, to plan breaks (demo data).",
                Benefit = "Fewer complaints about agents.",
                AffectedGroups = ["Call centre agents"],
                Data = ["employee", "biometric"],
                Sourcing = "buy",
                Supplier = "Call Tools (demo)",
                Hosting = "supplier-in-union",
                DecisionRole = "assist",
                Owner = DemoScene.Owner,
                Screening = answers,
            },
            ct
        );
        return proposed.Refusal
            ?? (
                await decline.RunAsync(
                    cast.Compliance,
                    proposed.Value,
                    "Inferring the emotions of people at work is prohibited (Art. 5(1)(f)), and breaks are not a medical or safety reason.",
                    ct
                )
            ).Refusal;
    }

    private async Task<Result<UseCaseId>> SubmittedAsync(Actor actor, UseCaseCommand command, CancellationToken ct)
    {
        var proposed = await propose.RunAsync(actor, command, ct);
        return proposed.IsDone ? await submit.RunAsync(actor, proposed.Value, ct) : proposed;
    }

    private static Dictionary<string, IReadOnlyList<string>> Answers(params (string Question, string[] Values)[] own)
    {
        var answers = s_prohibited.ToDictionary(q => q, _ => (IReadOnlyList<string>)["no"], StringComparer.Ordinal);
        foreach (var (question, values) in own)
        {
            answers[question] = values;
        }

        return answers;
    }
}
