using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.ModelRisk;

namespace Governance.Portal.Demo;

/// <summary>
/// The credit model is tiered and its version in production was validated: one finding is closed, one is open, and a limitation is in use.
/// </summary>
internal sealed class DemoModelRisk(
    AssessTier assess,
    PlanValidation plan,
    RaiseFinding raise,
    CloseFinding close,
    SignValidation sign,
    ProposeOverlay propose,
    ApproveOverlay approve,
    TimeProvider clock
)
{
    private const string Model = "credit-default";

    // The digest of the minutes that show the closure, which lie outside the portal.
    private const string Minutes = "9f2c6d0b7a51e84c3d6f0a9be7c14582f3a8d96b0c5e71f42a8d3b6c9e0f1a27";

    /// <summary>Plays it. The first refusal ends it.</summary>
    /// <param name="owner">The model owner.</param>
    /// <param name="officer">The risk officer, who validates, with a session.</param>
    /// <param name="proof">A fresh proof of the risk officer.</param>
    /// <param name="say">Says what was made.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> RunAsync(Actor owner, Actor officer, string proof, Action<string> say, CancellationToken ct)
    {
        var tier = await assess.RunAsync(
            owner,
            new(Model)
            {
                Impact = "high",
                Reach = "moderate",
                Reliance = "moderate",
                Method = "moderate",
                Data = "low",
                Opacity = "moderate",
                MaterialityReason = "It decides who gets a credit card, and a wrong refusal shuts people out.",
                ComplexityReason = "Boosted trees on nine features from one source; reasons are given by Shapley values.",
            },
            ct
        );
        var today = clock.Today();
        var planned = await plan.RunAsync(
            officer,
            new(
                Model,
                "2.0.0",
                "Decisions on credit cards for private customers.",
                "Discrimination on held-out data\nCalibration by band of score\nFairness by sex and age band",
                "risk@demo.example",
                today.AddDays(14)
            ),
            ct
        );
        if ((tier.Refusal ?? planned.Refusal) is { } refusal)
        {
            return refusal;
        }

        var calibration = await raise.RunAsync(
            officer,
            new(
                Model,
                planned.Value,
                "medium",
                "Calibration is off in the band above 0.8: measure it each month and recalibrate.",
                DemoScene.Owner,
                today.AddDays(60)
            ),
            ct
        );
        var guide = await raise.RunAsync(
            officer,
            new(Model, planned.Value, "low", "The user guide does not say what a score means.", DemoScene.Owner, today.AddDays(30)),
            ct
        );
        if ((calibration.Refusal ?? guide.Refusal) is { } unraised)
        {
            return unraised;
        }

        var closed = await close.RunAsync(officer, new(Model, guide.Value, Minutes, "The guide now has a page on scores."), ct);
        var signed = await sign.RunAsync(
            officer,
            new(
                Model,
                planned.Value,
                "fit-with-conditions",
                "Discrimination and fairness are within the limits of the policy; so is calibration, except in the highest band.",
                "Whether applicants of the last two years resemble those of today, and why debt-to-income counts twice.",
                "The window was shortened to one year; the second use of debt-to-income is explained in the model card.",
                "Scores above 0.8 go to manual review until calibration is measured each month.",
                proof
            ),
            ct
        );
        var limited = await propose.RunAsync(
            owner,
            new(
                Model,
                "limitation",
                "Not for applicants without an income of their own: there were too few to measure.",
                null,
                today.AddDays(180),
                DemoScene.Owner
            ),
            ct
        );
        if ((closed.Refusal ?? signed.Refusal ?? limited.Refusal) is { } unsigned)
        {
            return unsigned;
        }

        var approved = await approve.RunAsync(officer, Model, limited.Value, ct);
        if (approved.Refusal is null)
        {
            say($"{Model} is tiered and validated: one finding is open, one closed");
        }

        return approved.Refusal;
    }
}
