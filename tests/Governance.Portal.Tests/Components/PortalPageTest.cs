using System.Globalization;
using System.Security.Claims;
using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

/// <summary>A test of pages on the real portal: its actions and its database, seen by one person after the other.</summary>
public abstract class PortalPageTest : BunitContext
{
    private readonly Account _account = new();
    private bool _ready;

    /// <summary>Shows a page, and waits until it has read what it shows.</summary>
    /// <param name="portal">The portal.</param>
    /// <param name="clock">What the page takes for now.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="address">The address; one for all pages of a test.</param>
    /// <param name="parameters">What the address gives the page.</param>
    private protected async Task<IRenderedComponent<T>> OpenAsync<T>(
        PortalFactory portal,
        TimeProvider clock,
        Actor actor,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : IComponent
    {
        if (!_ready)
        {
            _ready = true;
            JSInterop.Mode = JSRuntimeMode.Loose;
            Services.AddFallbackServiceProvider(new PortalServices(portal.Services));
            Services.AddSingleton(clock);
            Services.AddSingleton<ToastService>();
            Services.AddSingleton<FormLabels>();
            Services.AddSingleton<AuthenticationStateProvider>(_account);
            Services.AddSingleton<CurrentActor>();
            foreach (var part in portal.Services.GetServices<PagePart>().Where(p => Parts.Contains(p.Place)))
            {
                Services.AddSingleton(part);
            }

            SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // the last: it makes the services
        }

        _account.SignedIn = actor;
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<T>(p => parameters?.Invoke(p));
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".skeleton")), TimeSpan.FromSeconds(20));
        return page;
    }

    /// <summary>Places on the pages at which other features show something.</summary>
    private protected virtual IReadOnlyList<Type> Parts => [];

    /// <summary>The portal's own services; what belongs to a renderer comes from the test's.</summary>
    private sealed class PortalServices(IServiceProvider portal) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType.FullName!.StartsWith("Governance.", StringComparison.Ordinal)
            || serviceType.Name.StartsWith("IOptions", StringComparison.Ordinal)
                ? portal.GetService(serviceType)
                : null;
    }

    private sealed class Account : AuthenticationStateProvider
    {
        public Actor SignedIn { get; set; } = Actor.Host;

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(
                    new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [
                                new Claim(PortalClaims.User, SignedIn.User!.Value.Number.ToString(CultureInfo.InvariantCulture)),
                                new Claim(PortalClaims.Role, SignedIn.Role!),
                                .. SignedIn.Session is { } session ? [new Claim(PortalClaims.Session, session)] : Array.Empty<Claim>(),
                            ],
                            "test"
                        )
                    )
                )
            );
    }
}
