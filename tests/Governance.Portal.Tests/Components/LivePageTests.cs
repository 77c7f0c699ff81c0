using System.Security.Claims;
using Bunit;
using Governance.Data;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

public sealed class LivePageTests : ComponentTest
{
    private const string Thing = "THG-0001";

    public LivePageTests()
    {
        Services.AddScoped<CurrentActor>();
        Services.AddSingleton<ChangeFeed>();
        Services.AddScoped<AuthenticationStateProvider, Someone>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // the last: it makes the services
    }

    [Fact]
    public void Page_WhoseSubjectsAreWhatItLoaded_LoadsAgainWhenOneOfThemChanges()
    {
        var page = Render<LoadedPage>();
        Assert.Equal(1, page.Instance.Loads);

        Publish("OTH-0001");
        Publish(Thing);

        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));
    }

    [Fact]
    public void Page_WithoutSubjects_DoesNotLoadAgain_AndOneAboutEverythingDoes()
    {
        var still = Render<StillPage>();
        var whole = Render<WholePage>();

        Publish(Thing);

        whole.WaitForAssertion(() => Assert.Equal(2, whole.Instance.Loads));
        Assert.Equal(1, still.Instance.Loads);
    }

    private void Publish(string subject) => Services.GetRequiredService<ChangeFeed>().Publish([new Change("thing.changed", subject)]);

    private abstract class CountedPage : LivePage
    {
        public int Loads { get; private set; }

        protected override IReadOnlyList<string> Subjects => [];

        protected override Task LoadAsync()
        {
            Loads++;
            return Task.CompletedTask;
        }
    }

    private sealed class StillPage : CountedPage;

    private sealed class LoadedPage : CountedPage
    {
        protected override IReadOnlyList<string> Subjects => Loads == 0 ? [] : [Thing];
    }

    private sealed class WholePage : CountedPage
    {
        protected override bool HearsEverything => true;
    }

    private sealed class Someone : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([], "test"))));
    }
}
