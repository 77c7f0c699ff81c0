using System.Globalization;
using System.Security.Claims;
using Bunit;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registries;
using Governance.Portal.Models.Registries.MlFlow;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Registry;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>What strangers named is shown as text, and an administrator starts and stops imports.</summary>
public sealed class MlFlowPagesTests : BunitContext
{
    private readonly Account _account = new();

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_WithScriptInItsName_ShowsItAsText()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await new RegistryClient(registry.Client).RegisterModelAsync("<script>alert('x')</script> & co", "<img src=x onerror=alert(1)>");

        var page = await PageAsync<ModelPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/script-alert-x-script-co",
            p => p.Add(m => m.Model, "script-alert-x-script-co")
        );
        var version = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/script-alert-x-script-co/versions/1",
            p => p.Add(v => v.Model, "script-alert-x-script-co").Add(v => v.Version, "1")
        );

        Assert.Contains("<script>alert('x')</script> & co", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script"));
        Assert.Empty(version.FindAll("img"));
        Assert.Contains(
            "<img src=x onerror=alert(1)>",
            version.Markup.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("registered without its file", version.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_StartedAndCancelledOnThePage_IsInTheList()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s =>
        {
            s["Outbound:PrivateHosts:0"] = "127.0.0.1";
            s["MlFlow:Servers:0:Name"] = "lab";
            s["MlFlow:Servers:0:Address"] = "http://127.0.0.1:5000";
            s["MlFlow:Servers:0:Owner"] = RegistryFixture.Owner;
            s["MlFlow:GatedAliases:0"] = "live";
        });
        await registry.Portal.CreateUserAsync("admin@demo.example", Roles.Administrator);

        Services.AddSingleton(registry.Portal.Get<IOptions<MlFlowOptions>>());
        var clients = await PageAsync<MlFlowPage>(registry, "admin@demo.example", Roles.Administrator, "/admin/mlflow");
        await clients.WaitForAssertionAsync(
            () => Assert.Contains("champion, production, live", clients.Markup, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );
        var page = await PageAsync<RegistriesPage>(registry, "admin@demo.example", Roles.Administrator, RegistriesPage.Address);
        await page.ByRole("button", "Import now: lab").ClickAsync();
        await page.WaitForAssertionAsync(() => Assert.Contains("Queued", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await page.ByRole("button", "Cancel MLI-0001").ClickAsync();

        await page.WaitForAssertionAsync(
            () => Assert.Contains("Cancelled", page.Markup, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );
        Assert.Single(await registry.LogAsync("registry.import-cancelled"));
    }

    private async Task<IRenderedComponent<T>> PageAsync<T>(
        RegistryFixture registry,
        string email,
        string role,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : IComponent
    {
        if (_account.SignedIn.User == 0)
        {
            JSInterop.Mode = JSRuntimeMode.Loose;
            Services.AddFallbackServiceProvider(new PortalServices(registry.Portal.Services));
            Services.AddSingleton<Kernel.Components.Forms.FormLabels>();
            Services.AddSingleton<TimeProvider>(registry.Clock);
            Services.AddSingleton<ToastService>();
            Services.AddSingleton(_account);
            Services.AddSingleton<AuthenticationStateProvider>(_account);
            Services.AddSingleton<CurrentActor>();
            SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        }

        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            _account.SignedIn = (await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct), role);
        }

        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<T>(p => parameters?.Invoke(p));
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".skeleton")), TimeSpan.FromSeconds(20));
        return page;
    }

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
        public (int User, string Role) SignedIn { get; set; }

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(
                    new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [
                                new Claim(PortalClaims.User, SignedIn.User.ToString(CultureInfo.InvariantCulture)),
                                new Claim(PortalClaims.Role, SignedIn.Role),
                            ],
                            "test"
                        )
                    )
                )
            );
    }
}
