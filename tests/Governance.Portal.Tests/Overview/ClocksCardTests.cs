using Bunit;
using Governance.Localisation;
using Governance.Portal.Administration.Overview.Parts;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Overview;

/// <summary>The clocks that run, on the overview.</summary>
public sealed class ClocksCardTests : ComponentTest
{
    [Fact]
    public void Provisions_InGerman_AreCitedAsTheGermanTextDoes_AndWhatPeopleWroteStays()
    {
        using var german = Languages.Use("de");
        var due = Clock.GetUtcNow().AddHours(30);

        var cut = Render<ClocksCard>(parameters =>
            parameters
                .Add(c => c.Now, Clock.GetUtcNow())
                .Add(
                    c => c.Clocks,
                    [
                        new("timer", $"{"INC-0001"}: report to the authority", "Open risks", due, "/incidents/INC-0001", IsDuty: true)
                        {
                            Provisions = ["Art. 73(3)"],
                        },
                        new("gavel", $"Law", "", due, "/compliance/obligations", IsDuty: false)
                        {
                            Provisions = ["Art. 113(a)", "Art. 111(4)"],
                        },
                    ]
                )
        );

        Assert.Equal(
            ["Art. 73 Abs. 3, Open risks", "Art. 113 Buchst. a, Art. 111 Abs. 4"],
            cut.FindAll("small .ending-about").Select(e => e.TextContent)
        );
    }
}
