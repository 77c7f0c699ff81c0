using Bunit;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Localisation;
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

    private sealed class TestAlarm : IShellAlarm
    {
        private bool _isOn;

        public event EventHandler? Changed;

        public ShellAlarm? For(string role) => _isOn ? new ShellAlarm("Sign in", "Sign in", "Sign in", "/audit") : null;

        public void Raise()
        {
            _isOn = true;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
