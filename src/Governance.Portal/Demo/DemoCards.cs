using Governance.Data;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Portal.Models.Cards;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// A model card that waits for its review, a system card that is being written, and an approved card of each version that is asked for:
/// all with
/// gaps, as cards have.
/// </summary>
internal sealed class DemoCards(WriteCard write, ReviewCard review, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private static readonly Dictionary<string, NewText> s_credit = new(StringComparer.Ordinal)
    {
        ["architecture"] = new(
            "Logistic regression on nine features, fitted by Newton's method; threshold 0.22 chosen on rows that were not used for fitting."
        ),
        ["dataLimits"] = new("Applicants are simulated with a seed; no real person is described. Applicants over 80 are rare."),
        ["users"] = new("Credit officers of the retail bank, who see the score, its factors and the applicant's file."),
        ["outOfScope"] = new("Pricing of insurance.\nDetection of financial fraud.\nDecisions without the possibility of human review."),
        ["limitations"] = new("The score does not cover people with less than six months of account history."),
        ["humanOversight"] = new("An officer can decide otherwise and says why; every such decision is reviewed weekly."),
        ["environment"] = new("Trained in minutes on one machine without accelerators.", FieldStatus.NotApplicable),
    };

    private static readonly Dictionary<string, NewText> s_system = new(StringComparer.Ordinal)
    {
        ["dataFlows"] = new(
            "Application form to feature service to model; score, factors and version to the officer's desk and to the decision log."
        ),
        ["humanOversight"] = new("Officers decide; the model proposes. The stop control is tested every quarter."),
        ["contacts"] = new("Retail credit risk, through the service desk."),
    };

    // What the cards of the versions that are asked for say; users and limits as the samples have them.
    private static readonly (string Model, string Version, Dictionary<string, NewText> Texts)[] s_requested =
    [
        (
            "credit-default",
            "2.1.0",
            Texts(
                "Boosted trees on the nine features of 2.0.0 and the length of a career break.",
                "Applicants are simulated with a seed; no real person is described. Applicants over 80 are rare.",
                "Credit officers of the retail bank, who see the score, its factors and the applicant's file.",
                "Pricing of insurance.\nDetection of financial fraud.\nDecisions without the possibility of human review.",
                "Career breaks correlate with sex: the groups differ more than in 2.0.0.",
                "An officer can decide otherwise and says why; every such decision is reviewed weekly."
            )
        ),
        (
            "netflow-detector",
            "2.0.0",
            Texts(
                "Boosted trees on twelve features of a connection; the threshold was chosen on rows that were not used for fitting.",
                "Traffic is simulated with a seed. Encrypted tunnels and traffic within a machine are not included.",
                "Analysts of the security team, who see the score and factors of each connection that is blocked.",
                "Monitoring of individual members of staff.\nTraffic that is not the bank's own.",
                "New kinds of attack are found late; rare ones are missed more often than the average suggests.",
                "An analyst releases a blocked connection in one step and says why."
            )
        ),
        (
            "policy-assistant",
            "1.0.0",
            Texts(
                "Answers come from passages that are retrieved; a logistic regression on nine figures says how likely an "
                    + "answer is not grounded.",
                "Questions and answers are simulated as figures; there are no texts. They do not cover the use of AI.",
                "Staff of the bank, who see the passages next to each answer.",
                "Advice to customers.\nLegal advice.\nQuestions that the policies do not cover.",
                "It follows instructions hidden in a passage more often than its limit allows.",
                "An answer that is held back goes to the team that owns the policy."
            )
        ),
        (
            "loan-pricing",
            "1.0.0",
            Texts(
                "Logistic regression on nine features of an offer; it chooses among approved price bands.",
                "Customers are simulated; no real person is described. Comparison sites and a competitor's campaign are not in the data.",
                "Pricing managers of retail lending, who set the bands.",
                "Decisions on granting credit.\nPrices outside the published bands.",
                "It is less reliable for customers who come from comparison sites.",
                "A pricing manager can withdraw a band immediately; offers already made remain valid."
            )
        ),
    ];

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
            $"cards: {submitted.Value} of credit-default 2.0.0 waits for review, {(system.IsDone ? system.Value.ToString() : "none")} of "
                + $"SYS-0001 is being written"
        );
        return system.Refusal;
    }

    /// <summary>
    /// The cards of the versions that are asked for are written by the engineer and approved by Compliance. Before anything is signed: an
    /// approved
    /// card is evidence of its version, and a bundle names it.
    /// </summary>
    public async Task<Refusal?> ApproveAsync(Actor engineer, Actor compliance, Action<string> say, CancellationToken ct)
    {
        foreach (var (model, version, texts) in s_requested)
        {
            var subject = CardSubject.Of(model, version);
            var written = await write.RunAsync(engineer, subject, texts, ct);
            var submitted = written.IsDone ? await write.SubmitAsync(engineer, subject, ct) : written;
            if (submitted.Refusal is { } refusal)
            {
                return refusal;
            }

            var seen = await ContentAsync(submitted.Value, ct);
            var approved = await review.RunAsync(compliance, subject, new("approve", null, seen), ct);
            if (approved.Refusal is { } unapproved)
            {
                return unapproved;
            }
        }

        say($"{s_requested.Length} model cards are approved");
        return null;
    }

    private async Task<string?> ContentAsync(CardId card, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Cards.Where(c => c.Id == card).Select(c => c.ContentSha256).SingleAsync(ct);
    }

    private static Dictionary<string, NewText> Texts(
        string architecture,
        string dataLimits,
        string users,
        string outOfScope,
        string limitations,
        string humanOversight
    ) =>
        new(StringComparer.Ordinal)
        {
            ["architecture"] = new(architecture),
            ["dataLimits"] = new(dataLimits),
            ["users"] = new(users),
            ["outOfScope"] = new(outOfScope),
            ["limitations"] = new(limitations),
            ["humanOversight"] = new(humanOversight),
        };
}
