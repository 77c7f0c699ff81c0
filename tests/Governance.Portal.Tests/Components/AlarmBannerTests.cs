using Bunit;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

/// <summary>Alarms above every page, in the language of who reads it, whichever job raises them.</summary>
public sealed class AlarmBannerTests : ComponentTest
{
    [Fact]
    public void Alarm_RaisedByAJob_IsInTheReadersLanguage()
    {
        var alarm = new TestAlarm();
        Services.AddSingleton<IShellAlarm>(alarm);
        using var german = Languages.Use("de");
        var shown = Render<AlarmBanner>(p => p.Add(b => b.Role, "auditor"));
        using (Languages.Use("en"))
        {
            alarm.Raise();
        }

        shown.WaitForAssertion(() => Assert.Equal("Anmelden", shown.Find(".alarm a").TextContent));
    }

    [Fact]
    public void Alarm_ThatCanWait_IsMarkedAsSeen_AndAnyOtherStaysABanner()
    {
        var (clock, broken) = (new TestAlarm { Key = "INC-0001 soon" }, new TestAlarm());
        Services.AddSingleton<IShellAlarm>(clock);
        Services.AddSingleton<IShellAlarm>(broken);
        clock.Raise();
        broken.Raise();

        var shown = Render<AlarmBanner>(p => p.Add(b => b.Role, "auditor").Add(b => b.Reader, "someone"));

        Assert.Equal("someone", shown.Find("[role=alert]").GetAttribute("data-alarms"));
        Assert.Equal(["INC-0001 soon", null], shown.FindAll(".alarm").Select(a => a.GetAttribute("data-alarm")));
        Assert.Single(shown.FindAll("[data-alarm-seen]"));
    }

    [Fact]
    public void Alarm_WithATime_NamesTheZoneOfTheReader()
    {
        var clock = new TestAlarm { At = new(2026, 11, 29, 5, 58, 0, TimeSpan.Zero) };
        Services.AddSingleton<IShellAlarm>(clock);
        clock.Raise();

        var shown = Render<CascadingValue<TimeZoneInfo>>(zone =>
            zone.Add(z => z.Name, "TimeZone")
                .Add(z => z.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"))
                .AddChildContent<AlarmBanner>(p => p.Add(b => b.Role, "auditor"))
        );

        Assert.Contains("06:58 +01:00", Roles.TextOf(shown.Find(".alarm")), StringComparison.Ordinal);
    }

    private sealed class TestAlarm : IShellAlarm
    {
        private bool _isOn;

        public event EventHandler? Changed;

        public string? Key { get; init; }

        public DateTimeOffset? At { get; init; }

        public ShellAlarm? For(AlarmReader reader) =>
            _isOn ? new ShellAlarm($"Sign in", $"Sign in", $"Sign in", "/audit") { Key = Key, At = At } : null;

        public void Raise()
        {
            _isOn = true;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
