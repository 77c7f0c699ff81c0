using System.Security.Claims;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.HtmlRendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// A page that is open over a connection, without the connection: router, decision on the page, frame and page in one scope and in one
/// synchronisation context, as the portal has them there. Following a link changes the address that its router listens to.
/// </summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly HtmlRenderer _renderer;
    private readonly Address _address;
    private readonly WatchedNavigation _menu;
    private HtmlRootComponent _root;

    private OpenPage(PortalFactory portal)
    {
        _scope = portal.Services.CreateAsyncScope();
        _renderer = new HtmlRenderer(_scope.ServiceProvider, portal.Get<ILoggerFactory>());
        _address = (Address)_scope.ServiceProvider.GetRequiredService<NavigationManager>();
        _menu = (WatchedNavigation)_scope.ServiceProvider.GetRequiredService<INavigation>();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Lets pages of a portal be opened so, and adds two that read nothing.</summary>
    public static void Add(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Scoped<NavigationManager, Address>());
        services.AddScoped<Navigation>();
        services.Replace(ServiceDescriptor.Scoped<INavigation, WatchedNavigation>());
        services.AddSingleton(new PortalModule(typeof(OpenPage).Assembly));
    }

    /// <summary>Someone with a session, as their cookie says it.</summary>
    public static async Task<ClaimsPrincipal> CookieOfAsync(PortalFactory portal, Actor actor)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == actor.User!.Value.Number, Ct);
        return SessionCookies.Principal(user, actor.Session!, actor.Role, "csrf");
    }

    /// <summary>Opens a page.</summary>
    public static async Task<OpenPage> StartAsync(PortalFactory portal, ClaimsPrincipal user, string address)
    {
        var page = new OpenPage(portal);
        var authentication = page._scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        ((IHostEnvironmentAuthenticationStateProvider)authentication).SetAuthenticationState(
            Task.FromResult(new AuthenticationState(user))
        );
        page._address.Begin(address);
        page._root = await page._renderer.Dispatcher.InvokeAsync(() => page._renderer.BeginRenderingComponent<Routes>());
        await page._root.QuiescenceTask;
        return page;
    }

    /// <summary>Follows a link, and waits for the frame of the page it leads to.</summary>
    public async Task<string> GoAsync(string address)
    {
        var before = _menu.Readings;
        await _renderer.Dispatcher.InvokeAsync(() => _address.NavigateTo(address));
        await Until.HoldsAsync($"the frame of {address}", TimeSpan.FromSeconds(20), _ => Task.FromResult(_menu.Readings > before), Ct);
        await _root.QuiescenceTask;
        return await HtmlAsync();
    }

    /// <summary>Another part of the same page, such as a filter of its list: the frame stays.</summary>
    public Task StayAsync(string address) => _renderer.Dispatcher.InvokeAsync(() => _address.NavigateTo(address));

    /// <summary>Does something in the page's turn, as a button of it would.</summary>
    public Task<T> DoAsync<T>(Func<Task<T>> act) => _renderer.Dispatcher.InvokeAsync(act);

    /// <summary>What is shown.</summary>
    public Task<string> HtmlAsync() => _renderer.Dispatcher.InvokeAsync(() => _root.ToHtmlString());

    public async ValueTask DisposeAsync()
    {
        await _renderer.DisposeAsync();
        await _scope.DisposeAsync();
    }

    private sealed class Address : NavigationManager, IHostEnvironmentNavigationManager
    {
        private const string Base = "http://localhost/";

        public void Begin(string address) => Initialize(Base, new Uri(new Uri(Base), address).AbsoluteUri);

        void IHostEnvironmentNavigationManager.Initialize(string baseUri, string uri) => Initialize(baseUri, uri);

        protected override void NavigateToCore(string uri, NavigationOptions options)
        {
            Uri = ToAbsoluteUri(uri).AbsoluteUri;
            NotifyLocationChanged(isInterceptedLink: true);
        }
    }

    private sealed class WatchedNavigation(Navigation navigation) : INavigation
    {
        private int _readings;

        public int Readings => Volatile.Read(ref _readings);

        public async Task<PersonalMenu> ReadAsync(ClaimsPrincipal user, string path, CancellationToken cancellationToken)
        {
            try
            {
                return await navigation.ReadAsync(user, path, cancellationToken);
            }
            finally
            {
                Interlocked.Increment(ref _readings);
            }
        }
    }
}
