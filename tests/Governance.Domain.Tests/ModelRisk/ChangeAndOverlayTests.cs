using Governance.Domain.ModelRisk;
using static Governance.Domain.Tests.ModelRisk.ModelRiskScene;

namespace Governance.Domain.Tests.ModelRisk;

public sealed class ChangeAndOverlayTests
{
    [Fact]
    public void AChange_IsChosenWithAReason_OfAVersionThatIsNotInProduction()
    {
        Assert.Equal(ModelChangeRefusals.InProduction, Judge("2.1.0", true, "New features"));
        Assert.Equal(ModelChangeRefusals.NotChosen, Judge("2.0.0", null, "New features"));
        Assert.Equal(ModelChangeRefusals.ReasonMissing, Judge("2.0.0", false, " "));
        Assert.Null(Judge("2.0.0", false, "Retrained on the same features"));
        Assert.Null(Judge(null, true, "The first version"));

        static Refusal? Judge(string? against, bool? material, string reason) =>
            ModelChange.Sign(new(1), ("credit-default", "2.1.0"), against, material, reason, Signer(Owner), Proof, Now).Refusal;
    }

    [Fact]
    public void AnOverlay_IsApprovedByNeitherItsAuthorNorItsOwner()
    {
        var overlay = Propose(Today.AddDays(90)).Value;

        Assert.Equal(OverlayRefusals.OwnOverlay, overlay.Approve(Signer(Requester), Now));
        Assert.Equal(OverlayRefusals.OwnOverlay, overlay.Approve(Signer(Owner), Now));
        Assert.Null(overlay.Approve(Signer(Validator), Now));
        Assert.Equal(OverlayState.InUse, overlay.State);
        Assert.Equal(OverlayRefusals.NotWaiting, overlay.Approve(Signer(Validator), Now));
    }

    [Fact]
    public void AnOverlay_EndsOnceWithAReason()
    {
        var overlay = Propose(Today.AddDays(90)).Value;

        Assert.Equal(OverlayRefusals.ReasonMissing, overlay.End("Rita Risk", null, Now));
        Assert.Null(overlay.End("Rita Risk", "Version 2.2.0 sees it itself", Now));
        Assert.Equal(OverlayRefusals.Ended, overlay.End("Rita Risk", "Again", Now));
        Assert.Equal(OverlayRefusals.NotWaiting, overlay.Approve(Signer(Validator), Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(800)]
    public void AnOverlay_IsLookedAtAgainOnADayThatCanBe(int days) =>
        Assert.Equal(OverlayRefusals.DaysNotValid, Propose(Today.AddDays(days)).Refusal);

    private static Result<ModelOverlay> Propose(DateOnly review) =>
        ModelOverlay.Propose(
            new(1),
            "credit-default",
            new(OverlayKind.Overlay, "Scores of start-ups are lowered by 20", Today, review, Owner, "Olivia Owner"),
            (Requester, "Rita Risk"),
            Now
        );
}
