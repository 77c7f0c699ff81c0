using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Data.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Account;

/// <summary>Someone who is asked again who they are is asked for nothing that cannot work.</summary>
public sealed class ReauthenticateTests : ComponentTest
{
    private readonly BunitAuthorizationContext _authorization;
    private PortalFactory? _portal;

    public ReauthenticateTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => _portal!.Get<ConfirmationWays>());
        Services.AddSingleton(_ => _portal!.Get<IConfirmAtProvider>());
        Services.AddSingleton(_ => _portal!.Get<Reauthentication>());
        Services.AddSingleton(_ => _portal!.Get<IOptions<SecurityOptions>>());
        Services.AddHttpContextAccessor();
        Services.AddScoped<BrowserPasskeys>();
        Services.AddScoped<CurrentActor>();
        _authorization = AddAuthorization();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_WithAPasswordThatCounts_IsAskedForIt()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: true);

        Assert.NotNull(cut.Find("#confirm-password"));
        Assert.Empty(cut.FindAll(".note"));
        Assert.DoesNotContain("passkey", cut.Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Act_WithoutAnythingGiven_IsNotDone_AndTheFieldSaysWhatIsMissing()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: true);

        Assert.Null(await cut.InvokeAsync(() => cut.Instance.ProveAsync("act", Ct)));

        Assert.Equal("true", cut.Find("#confirm-password").GetAttribute("aria-invalid"));
        Assert.Contains("Enter your password.", cut.Markup, StringComparison.Ordinal);
        JSInterop.VerifyFocusAsyncInvoke();
        cut.Find("#confirm-password").Input("something");
        Assert.DoesNotContain("Enter your password.", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_GivenForAnAct_ServesItAlone_AndIsForgotten()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: true);

        cut.Find("#confirm-password").Input(PortalFactory.Password);
        var proven = await cut.InvokeAsync(() => cut.Instance.ProveAsync("act", Ct));

        var actor = Assert.NotNull(proven).Value;
        Assert.Empty(cut.Find("#confirm-password").GetAttribute("value") ?? "");
        var proofs = _portal!.Get<ReauthenticationService>();
        Assert.Equal("password", (await proofs.ConsumeAsync(actor.Proof, actor, "act", Ct)).Value.Method);
        Assert.False((await proofs.ConsumeAsync(actor.Proof, actor, "act", Ct)).IsDone);
    }

    [Fact]
    public async Task Password_ThatIsWrong_IsRefused_AndAskedForAgain()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: true);

        cut.Find("#confirm-password").Input("not this one");
        var proven = await cut.InvokeAsync(() => cut.Instance.ProveAsync("act", Ct));

        Assert.Equal("session.reauthentication-refused", Assert.NotNull(proven).Refusal?.Code);
        Assert.Null(await cut.InvokeAsync(() => cut.Instance.ProveAsync("act", Ct)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Person_LinkedAndWithoutAPasswordThatCounts_IsAskedAtTheProviderAlone(bool password, bool allowed)
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password, allowed, linked: true);

        Assert.Empty(cut.FindAll("#confirm-password"));
        Assert.Empty(cut.FindAll("#confirm-code"));
        Assert.Contains("With Bank login", cut.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Or with Bank login", cut.Markup, StringComparison.Ordinal);
        Assert.Null(await cut.InvokeAsync(() => cut.Instance.ProveAsync("act", Ct)));
        Assert.Equal("Confirm with Bank login first.", Roles.TextOf(cut.Find("[role=alert]")));
    }

    [Fact]
    public async Task Person_WithNothingButAPasskey_IsAskedForIt()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: false, passkey: true);

        cut.WaitForAssertion(() => Assert.Contains("Passkey on this device", cut.Markup, StringComparison.Ordinal));
        Assert.Empty(cut.FindAll("#confirm-password"));
        Assert.Empty(cut.FindAll(".note"));
        Assert.Null(await cut.InvokeAsync(() => cut.Instance.ProveAsync("act", Ct)));
        Assert.Equal("Confirm with your passkey first.", Roles.TextOf(cut.Find("[role=alert]")));
    }

    [Fact]
    public async Task Person_WithNothingThatCounts_IsToldWhomToAsk()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: false);

        Assert.Empty(cut.FindAll("input"));
        Assert.Contains(
            "it is not linked to Bank login, and it has no passkey. Ask an administrator to link it.",
            cut.Find(".note").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task BreakGlassAccount_WhereOnlyTheProviderIsAllowed_IsAskedForItsPassword()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: false, breakGlass: true);

        Assert.NotNull(cut.Find("#confirm-password"));
    }

    private protected override PortalFactory? Running => _portal;

    private async Task<IRenderedComponent<Reauthenticate>> OpenAsync(
        FakeProvider provider,
        bool password,
        bool allowed,
        bool linked = false,
        bool passkey = false,
        bool breakGlass = false
    )
    {
        _portal = provider.Portal();
        _portal.Settings["SingleSignOn:AllowLocalSignIn"] = allowed ? "true" : "false";
        _portal.Settings["SingleSignOn:Name"] = "Bank login";
        var person = await _portal.CreateUserAsync("ann@bank.example", "LegalReviewer");
        await using (var db = await _portal.Databases.CreateDbContextAsync(Ct))
        {
            var user = await db.Users.SingleAsync(u => u.Id == person.Number, Ct);
            user.BreakGlass = breakGlass;
            if (!password)
            {
                user.PasswordHash = null;
            }

            if (linked)
            {
                db.ProviderIdentities.Add(
                    new()
                    {
                        Issuer = provider.Issuer,
                        Subject = "u-1",
                        User = person,
                        LinkedAt = TimeProvider.System.GetUtcNow(),
                        LinkedBy = "host",
                    }
                );
            }

            if (passkey)
            {
                db.UserPasskeys.Add(
                    new IdentityUserPasskey<int>
                    {
                        UserId = person.Number,
                        CredentialId = [1, 2, 3],
                        Data = new IdentityPasskeyData
                        {
                            PublicKey = [1],
                            Name = "Laptop",
                            CreatedAt = TimeProvider.System.GetUtcNow(),
                        },
                    }
                );
            }

            var now = TimeProvider.System.GetUtcNow();
            db.Sessions.Add(
                new UserSession
                {
                    Hash = "session",
                    User = person,
                    ActiveRole = "LegalReviewer",
                    Method = "password",
                    OpenedAt = now,
                    LastSeenAt = now,
                }
            );
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        _authorization.SetAuthorized("ann");
        _authorization.SetClaims(
            new Claim(PortalClaims.User, person.Number.ToString(CultureInfo.InvariantCulture)),
            new Claim(PortalClaims.Role, "LegalReviewer"),
            new Claim(PortalClaims.Session, "session")
        );
        return Render<Reauthenticate>(p => p.Add(f => f.Id, "confirm"));
    }
}
