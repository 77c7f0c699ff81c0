using System.Reflection;
using System.Security.Claims;
using Bunit;
using Governance.Data;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Components;

public sealed class LivePageTests : ComponentTest
{
    private const string Thing = "THG-0001";
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly TestClock _clock = new();

    public LivePageTests()
    {
        Services.AddSingleton<TimeProvider>(_clock);
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

    [Fact]
    public void Page_ThatPicksWhatItHears_LeavesTheRest_ButNotThatSomethingMayHavePassedItBy()
    {
        var page = Render<PickyPage>();
        var feed = Services.GetRequiredService<ChangeFeed>();

        Publish("OTH-0001");
        Assert.Equal(1, page.Instance.Loads);
        Publish(Thing);
        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));

        feed.PublishMissed();
        page.WaitForAssertion(() => Assert.Equal(3, page.Instance.Loads));
    }

    [Fact]
    public void Change_WhileAPageIsReadForTheFirstTime_IsReadAfterIt()
    {
        var page = Render<OvertakenPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));
    }

    [Fact]
    public void Page_ThatCannotBeReadAgain_KeepsWhatItShows_AndIsReadOnceTheDatabaseIsBack()
    {
        var page = Render<FailingPage>();
        page.Instance.Fails = new NpgsqlException("away");

        Publish(Thing);
        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));
        page.Instance.Fails = null;
        _clock.Advance(TimeSpan.FromSeconds(5));

        page.WaitForAssertion(() => Assert.Equal(3, page.Instance.Loads));
    }

    [Fact]
    public async Task Page_ThatFailsWhileItIsReadAgain_SaysSo()
    {
        var page = Render<FailingPage>();
        page.Instance.Fails = new InvalidOperationException("a fault of ours");

        Publish(Thing);

        Assert.Same(page.Instance.Fails, await Renderer.UnhandledException);
    }

    // One that listens by itself listens after it has read, or also where it is only prerendered, or keeps listening when it is left.
    [Fact]
    public void EveryComponent_HearsOfChangesAsALivePage()
    {
        var own =
            from assembly in PortalAssemblies.All
            from type in assembly.GetTypes()
            where typeof(ComponentBase).IsAssignableFrom(type) && type != typeof(LivePage)
            where
                type.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(ChangeFeed)))
                || type.GetProperties(All).Any(p => p.PropertyType == typeof(ChangeFeed) && p.DeclaringType == type)
            select type.Name;

        Assert.Empty(own);
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

    private class WholePage : CountedPage
    {
        protected override bool HearsEverything => true;
    }

    private sealed class PickyPage : WholePage
    {
        protected override bool Hears(Change change) => change.Subject == Thing;
    }

    private sealed class FailingPage : WholePage
    {
        public Exception? Fails { get; set; }

        protected override async Task LoadAsync()
        {
            await base.LoadAsync();
            if (Fails is { } failure)
            {
                throw failure;
            }
        }
    }

    private sealed class OvertakenPage : WholePage
    {
        protected override Task LoadAsync()
        {
            base.LoadAsync();
            if (Loads == 1)
            {
                Feed.Publish([new Change("thing.changed", Thing)]);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Someone : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([], "test"))));
    }
}
