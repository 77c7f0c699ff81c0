using System.Reflection;
using System.Security.Claims;
using Bunit;
using Governance.Data;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

public sealed class AuthorizedRouteTests : ComponentTest
{
    private const string Policy = "asked";

    private readonly Gate _gate = new();
    private readonly List<string> _read = [];

    public AuthorizedRouteTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddAuthorizationCore(options =>
        {
            options.AddPolicy(Policy, policy => policy.AddRequirements(new Asked()));
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
        });
        // The tests' library has stand-ins that decide nothing.
        Services.AddSingleton<IAuthorizationService, DefaultAuthorizationService>();
        Services.AddSingleton<IAuthorizationPolicyProvider, DefaultAuthorizationPolicyProvider>();
        Services.AddSingleton<IAuthorizationHandler>(_gate);
        Services.AddSingleton(_read);
        Services.AddScoped<PageDoor>();
        Services.AddScoped<CurrentActor>();
        Services.AddSingleton<ChangeFeed>();
        Services.AddScoped<AuthenticationStateProvider, Someone>();
        Services.AddCascadingAuthenticationState();
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
    }

    [Fact]
    public async Task OpenPage_AtAnotherAddress_StaysWhileItIsAsked_AndReadsNothingBeforeTheAnswer()
    {
        var cut = RenderAt(typeof(ListPage), "first");
        Assert.Equal("first", cut.Find("p").TextContent);
        var page = cut.FindComponent<ListPage>().Instance;
        var layout = cut.FindComponent<Frame>().Instance;

        var answer = _gate.Close();
        Go(cut, typeof(ListPage), "second");
        // By the address itself the page knows of it before the answer.
        var told = cut.InvokeAsync(() =>
            page.SetParametersAsync(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Id"] = "second" }))
        );
        Assert.Equal(["first"], _read);
        answer.SetResult(true);
        await told;

        cut.WaitForAssertion(() => Assert.Equal(["first", "second"], _read));
        Assert.Same(page, cut.FindComponent<ListPage>().Instance);
        Assert.Same(layout, cut.FindComponent<Frame>().Instance);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenPage_ThatChangesWhileItIsAsked_NeitherReadsNorDrawsBeforeTheAnswer(bool mayBeSeen)
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var cut = RenderAt(typeof(ListPage), "first");
        var page = cut.FindComponent<ListPage>().Instance;

        var answer = _gate.Close();
        Go(cut, typeof(ListPage), "second");
        var told = cut.InvokeAsync(() =>
            page.SetParametersAsync(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Id"] = "second" }))
        );
        var changed = cut.InvokeAsync(page.ChangeAsync); // as a change that was heard, or a click, does
        Assert.Equal(["first"], _read);
        Assert.Equal("first", cut.Find("p").TextContent);
        answer.SetResult(mayBeSeen);
        await told;
        await changed;

        cut.WaitForAssertion(() => Assert.Equal(mayBeSeen ? "second" : "refused", cut.Find("p, b").TextContent));
        Assert.Equal(mayBeSeen, _read.Contains("second"));
    }

    [Fact]
    public async Task OpenPage_WhoseOwnPartOfTheAddressStays_IsDrawnWhenItIsAnswered()
    {
        var cut = RenderAt(typeof(ListPage), "first");
        var page = cut.FindComponent<ListPage>().Instance;

        var answer = _gate.Close();
        Go(cut, typeof(ListPage), "first");
        await cut.InvokeAsync(page.Count);
        Assert.Equal("0", cut.Find("i").TextContent);
        answer.SetResult(true);

        cut.WaitForAssertion(() => Assert.Equal("1", cut.Find("i").TextContent));
        Assert.Equal(["first"], _read);
    }

    [Fact]
    public async Task OpenPage_RefusedAtAnotherAddress_IsReplaced_AndHasReadNothing()
    {
        var cut = RenderAt(typeof(ListPage), "first");
        var page = cut.FindComponent<ListPage>().Instance;

        var answer = _gate.Close();
        Go(cut, typeof(ListPage), "second");
        var told = cut.InvokeAsync(() =>
            page.SetParametersAsync(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Id"] = "second" }))
        );
        answer.SetResult(false);
        await told;

        cut.WaitForAssertion(() => Assert.Equal("refused", cut.Find("b").TextContent));
        Assert.Empty(cut.FindComponents<ListPage>());
        Assert.Equal(["first"], _read);
    }

    [Fact]
    public void AnotherPage_IsShownWhenItIsAnswered_InTheSameFrame()
    {
        var cut = RenderAt(typeof(ListPage), "first");
        var layout = cut.FindComponent<Frame>().Instance;

        var answer = _gate.Close();
        Go(cut, typeof(OtherPage), "second");
        Assert.Empty(cut.FindComponents<ListPage>());
        Assert.Empty(cut.FindComponents<OtherPage>());
        answer.SetResult(true);

        cut.WaitForAssertion(() => Assert.Equal("other", cut.Find("p").TextContent));
        Assert.Same(layout, cut.FindComponent<Frame>().Instance);
    }

    [Fact]
    public void Answer_ToAnEarlierAddress_DoesNotCount()
    {
        var cut = RenderAt(typeof(ListPage), "first");

        var earlier = _gate.Close();
        Go(cut, typeof(OtherPage), "second");
        var later = _gate.Close();
        Go(cut, typeof(ListPage), "third");
        later.SetResult(false);
        cut.WaitForAssertion(() => Assert.Equal("refused", cut.Find("b").TextContent));
        earlier.SetResult(true);

        Assert.Empty(cut.FindComponents<OtherPage>());
        Assert.Equal("refused", cut.Find("b").TextContent);
    }

    [Fact]
    public void Page_ThatSaysNothing_IsAskedWhatTheFallbackAsks() =>
        Assert.Equal("refused", RenderAt(typeof(SilentPage), "first").Find("b").TextContent);

    [Fact]
    public void Page_ThatTakesSomethingFromItsAddress_WaitsForTheAnswer() =>
        Assert.Empty(
            PortalAssemblies
                .Types.Where(type =>
                    type.IsDefined(typeof(RouteAttribute), inherit: false)
                    && !type.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute), inherit: false)
                    && type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                        .Any(property => property.IsDefined(typeof(SupplyParameterFromQueryAttribute), inherit: true))
                    && !type.IsSubclassOf(typeof(PortalPage))
                )
                .Select(type => type.Name)
        );

    private IRenderedComponent<AuthorizedRoute> RenderAt(Type page, string id) =>
        Render<AuthorizedRoute>(parameters =>
            parameters
                .Add(r => r.RouteData, Route(page, id))
                .Add(r => r.DefaultLayout, typeof(Frame))
                .Add(r => r.NotAuthorized, _ => builder => builder.AddMarkupContent(0, "<b>refused</b>"))
        );

    private static void Go(IRenderedComponent<AuthorizedRoute> cut, Type page, string id) =>
        cut.Render(parameters => parameters.Add(r => r.RouteData, Route(page, id)));

    private static RouteData Route(Type page, string id) =>
        new(page, page == typeof(ListPage) ? new Dictionary<string, object?> { ["Id"] = id } : new Dictionary<string, object?>());

    private sealed class Gate : AuthorizationHandler<Asked>
    {
        private Task<bool> _answer = Task.FromResult(true);

        public TaskCompletionSource<bool> Close()
        {
            var answer = new TaskCompletionSource<bool>();
            _answer = answer.Task;
            return answer;
        }

        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Asked requirement)
        {
            if (await _answer)
            {
                context.Succeed(requirement);
            }
        }
    }

    private sealed record Asked : IAuthorizationRequirement;

    private sealed class Someone : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([], "test"))));
    }

    private sealed class Frame : LayoutComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "main");
            builder.AddContent(1, Body);
            builder.CloseElement();
        }
    }

    [Authorize(Policy)]
    private sealed class ListPage : LivePage
    {
        private int _count;

        [Parameter]
        public string Id { get; set; } = "";

        [Inject]
        public required List<string> Read { get; init; }

        protected override IReadOnlyList<string> Subjects => [Id];

        public Task ChangeAsync()
        {
            StateHasChanged();
            return ReloadAsync();
        }

        public void Count()
        {
            _count++;
            StateHasChanged();
        }

        protected override Task LoadAsync()
        {
            Read.Add(Id);
            return Task.CompletedTask;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddContent(1, Id);
            builder.CloseElement();
            builder.OpenElement(2, "i");
            builder.AddContent(3, _count);
            builder.CloseElement();
        }
    }

    [Authorize(Policy)]
    private sealed class OtherPage : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, "<p>other</p>");
    }

    private sealed class SilentPage : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, "<p>silent</p>");
    }
}
