using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Portal.Models.Cards;

namespace Governance.Portal.Demo;

/// <summary>A model card that waits for its review, and a system card that is being written: both with gaps, as cards have.</summary>
internal sealed class DemoCards(WriteCard write)
{
    private static readonly Dictionary<string, NewText> s_credit = new(StringComparer.Ordinal)
    {
        ["architecture"] = new(
            "Logistic regression on nine features, fitted by Newton's method; threshold 0.22 chosen on rows that were not fitted."
        ),
        ["dataLimits"] = new("Applicants are simulated with a seed; no real person is described. Applicants above 80 are rare."),
        ["users"] = new("Credit officers of the retail bank, who see score, factors and the applicant's file."),
        ["outOfScope"] = new("Pricing of insurance.\nDetection of financial fraud.\nDecisions without the possibility of human review."),
        ["limitations"] = new("The score says nothing about somebody without an account history of six months."),
        ["humanOversight"] = new("An officer can decide otherwise and says why; every such decision is reviewed weekly."),
        ["environment"] = new("Trained in minutes on one machine without accelerators.", FieldStatus.NotApplicable),
    };

    private static readonly Dictionary<string, NewText> s_system = new(StringComparer.Ordinal)
    {
        ["dataFlows"] = new(
            "Application form to feature service to model; score, factors and version to the officer's desk and to the decision log."
        ),
        ["humanOversight"] = new("Officers decide; the model proposes. The stop control is tried every quarter."),
        ["contacts"] = new("Retail credit risk, through the service desk."),
    };

    /// <summary>Plays it.</summary>
    public async Task<Refusal?> PlayAsync(Actor engineer, Actor compliance, Action<string> say, CancellationToken ct)
    {
        var credit = CardSubject.Of("credit-default", "2.0.0");
        var written = await write.RunAsync(engineer, credit, s_credit, ct);
        if (written.Refusal is { } refusal)
        {
            return refusal;
        }

        var submitted = await write.SubmitAsync(engineer, credit, ct);
        if (submitted.Refusal is { } notSubmitted)
        {
            return notSubmitted;
        }

        var system = await write.RunAsync(compliance, CardSubject.Of("SYS-0001"), s_system, ct);
        say(
            $"cards: {submitted.Value} of credit-default 2.0.0 waits for review, {(system.IsDone ? system.Value.ToString() : "none")} of SYS-0001 is being written"
        );
        return system.Refusal;
    }
}
