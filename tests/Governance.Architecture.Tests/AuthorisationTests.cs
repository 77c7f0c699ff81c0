using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Architecture;

/// <summary>Nothing is reachable because someone forgot to say who may reach it.</summary>
public sealed class AuthorisationTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    // Open by purpose: health, what the browser needs before anyone is signed in, and signing in itself.
    private static readonly string[] s_open =
    [
        "healthz",
        "readyz",
        "writez",
        "signin",
        "setup",
        "api/v1/session",
        "api/v1/setup",
        "not-found",
        "account/password",
        "set-password",
        "error",
        "witness/add-checkpoint",
        // The secret in its address says whose it is.
        "calendar.ics",
        "api/v1/hooks",
    ];

    public static TheoryData<Type> Pages =>
        [.. Repository.Portal.SelectMany(a => a.GetTypes()).Where(t => t.IsDefined(typeof(RouteAttribute), inherit: false))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_WithAnAddress_SaysWhoMaySeeIt(Type page)
    {
        var rules = page.GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().ToList();
        var open = page.IsDefined(typeof(AllowAnonymousAttribute), inherit: true);

        Assert.True(open || rules.Count > 0, $"{page.FullName} has neither [Authorize] nor [AllowAnonymous].");
        Assert.All(
            rules.Where(r => r.Policy is not null),
            r => Assert.Contains(r.Policy, Permission.List.Select(p => p.Name).Append(PermissionPolicies.ActiveCaller))
        );
    }

    [Fact]
    public void Endpoint_OfThePortal_SaysWhoMayCallIt()
    {
        var findings = Endpoints()
            .Where(e =>
                e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null && !IsFramework(e)
            )
            .Select(e => $"{e.DisplayName} ({e.RoutePattern.RawText})")
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [Fact]
    public void Endpoint_WithoutAuthorisation_IsOnTheListOfOpenOnes()
    {
        var findings = Endpoints()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
            .Select(e => e.RoutePattern.RawText!.Trim('/'))
            .Where(address =>
                !s_open.Any(o => address == o || address.StartsWith(o + "/", StringComparison.Ordinal)) && !IsStaticFile(address)
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(findings.Count == 0, $"Anybody can call these; is that meant? {string.Join(", ", findings)}");
    }

    [Fact]
    public void Endpoint_OfTheApi_SaysWhatItIsFor()
    {
        var findings = Endpoints()
            .Where(e =>
                e.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal)
                && e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true }
            )
            .Where(e => e.Metadata.GetMetadata<IEndpointSummaryMetadata>() is null)
            .Select(e => e.DisplayName)
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private List<RouteEndpoint> Endpoints() =>
        [.. portal.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

    // The circuit's own addresses carry nothing but what a page with its own rule has already shown.
    private static bool IsFramework(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is { } text
        && (
            text.StartsWith("/_blazor", StringComparison.Ordinal)
            || text.StartsWith("_framework", StringComparison.Ordinal)
            || text.StartsWith("/_framework", StringComparison.Ordinal)
            || text is "{**path:file}"
            || endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null
        );

    private static bool IsStaticFile(string address) =>
        address.Contains('.', StringComparison.Ordinal) && !address.Contains('{', StringComparison.Ordinal);
}
