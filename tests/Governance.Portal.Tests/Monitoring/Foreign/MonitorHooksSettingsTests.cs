using Governance.Portal.Operations.Monitoring.Foreign;

namespace Governance.Portal.Tests.Monitoring.Foreign;

/// <summary>A tool whose messages could never be read stops the start, with the setting that is wrong.</summary>
public sealed class MonitorHooksSettingsTests
{
    [Fact]
    public void Settings_ThatSayAllThatIsNeeded_AreTaken()
    {
        Assert.Null(Doubt(Arize()));
        Assert.Null(Doubt(Fiddler()));
        Assert.Null(Doubt());
    }

    [Fact]
    public void Settings_WithWhichNothingCouldBeRead_NameWhatIsWrong()
    {
        foreach (
            var (change, named) in new (Action<MonitorToolSettings>, string)[]
            {
                (t => t.Tool = "truera", "__Tool is not one of arize, fiddler"),
                (t => t.Fields.Remove("Monitor"), "__Fields__Monitor is missing"),
                (t => t.Fields.Remove("At"), "__Fields__At is missing"),
                (t => t.Fields["Colour"] = "colour", "__Fields__Colour is not one of"),
                (t => t.Fields["Value"] = "monitor..value", "__Fields__Value is not a path"),
                (t => t.Firing = [], "__Firing is missing"),
                (t => t.Over = ["Triggered"], "two meanings"),
                (t => t.Critical = ["cleared"], "__Critical"),
                (t => t.Models = [], "__Models is empty"),
                (t => t.Models[0].Model = "", "__Models__0__Model is missing"),
                (t => t.Models[0].Monitor = "", "__Models__0 names neither"),
            }
        )
        {
            var tool = Arize();
            change(tool);
            Assert.Contains(named, Doubt(tool), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("set up twice", Doubt(Arize(), Arize()), StringComparison.Ordinal);
    }

    private static string? Doubt(params MonitorToolSettings[] tools) =>
        new MonitorHooksValidator().Validate(null, new MonitorHooksOptions { MonitorTools = tools }) is { Failed: true } failed
            ? failed.FailureMessage
            : null;

    private static MonitorToolSettings Arize() =>
        new()
        {
            Tool = "arize",
            Fields = new()
            {
                ["Monitor"] = "monitor.id",
                ["Status"] = "monitor.status",
                ["At"] = "sentAt",
            },
            Firing = ["triggered"],
            Over = ["cleared"],
            Models = [new() { Monitor = "m1", Model = "fraud-scorer" }],
        };

    private static MonitorToolSettings Fiddler() =>
        new() { Tool = "fiddler", Models = [new() { Monitor = "rule-1", Model = "fraud-scorer" }] };
}
