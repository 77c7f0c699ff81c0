using System.Reflection;
using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Doors;

/// <summary>No answer that allows something is kept for a repeat of the request: it would outlive a stop or a withdrawal.</summary>
/// <param name="doors">The portal that all of them knock at.</param>
public sealed class JudgedAnewTests(DoorPortal doors) : IClassFixture<DoorPortal>
{
    // An answer with one of these says that something is allowed, or gives out what allows it.
    private static readonly string[] s_allowing = ["Envelope", "Allow", "Allowed", "Decision", "Verdict", "Identical", "Permit"];

    // What says so of something that was done: the record of an act, which stays what it was.
    private static readonly string[] s_records =
    [
        "POST /api/v1/agents/{agent}/calls/{id}:answer",
        "POST /api/v1/discoveries",
        // The decision is the one that a person asks about.
        "POST /api/v1/explanation-requests",
        "POST /api/v1/explanation-requests/{id}:decline",
        "POST /api/v1/explanation-requests/{id}:draft",
        "POST /api/v1/explanation-requests/{id}:erase",
        "POST /api/v1/explanation-requests/{id}:review",
        "POST /api/v1/explanation-requests/{id}:send",
        "POST /api/v1/explanation-requests/{id}:withdraw",
        "POST /api/v1/models/{model}/findings/{id}:decide",
        // The verdict is that of a run that has ended.
        "POST /api/v1/models/{model}/validation-schedules/{id}/runs",
        // The decision is what a second person said of the window, the labels or the figure.
        "POST /api/v1/monitoring/{model}/{version}/measurements/{id}:confirm",
        "POST /api/v1/monitoring/{model}/{version}/measurements/{id}:reject",
        "POST /api/v1/monitoring/{model}/{version}/measurements/{id}:withdraw",
        "POST /api/v1/monitoring/{model}/{version}/windows/{window}:confirm",
        "POST /api/v1/monitoring/{model}/{version}/windows/{window}:reject",
        "POST /api/v1/monitoring/{model}/{version}/windows/{window}:withdraw",
        "POST /api/v1/promotions/{id}/signoffs",
        "POST /api/v1/reviews",
        "POST /api/v1/reviews/{id}:answer",
        "POST /api/v1/reviews/{id}:reassign",
        "POST /api/v1/training-permits/{id}:answer",
        "POST /api/v1/training-permits/{id}:revoke",
        "POST /api/v1/training-permits",
        "POST /api/v1/training-runs/{id}:settle",
        "POST /api/v1/validation-runs/{id}:cancel",
    ];

    [Fact]
    public void Answers_ThatAllowSomething_AreNeverKept()
    {
        var writes = doors
            .Portal.Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(m => (Method: m, Endpoint: e)))
            .Where(e => e.Method is not ("GET" or "HEAD"))
            .Select(e => (Name: $"{e.Method} /{e.Endpoint.RoutePattern.RawText!.Trim('/')}", e.Endpoint.Metadata))
            .Where(e => e.Name.Contains(" /api/", StringComparison.Ordinal))
            .ToList();
        var marked = writes.Where(e => e.Metadata.GetMetadata<JudgedAnew>() is not null).Select(e => e.Name).ToList();

        Assert.Equal(
            [
                "POST /api/2.0/mlflow/registered-models/get-latest-versions",
                "POST /api/v1/admission",
                "POST /api/v1/admission/{stage}/{environment}",
                "POST /api/v1/agents/{agent}/calls:decide",
                "POST /api/v1/gates/{gateRun}/replay",
                "POST /api/v1/permits",
                "POST /api/v1/training-permits/{id}:issue",
            ],
            marked.Order(StringComparer.Ordinal)
        );
        var kept = writes
            .Where(e => e.Metadata.OfType<IProducesResponseTypeMetadata>().Any(p => p.StatusCode < 300 && Allows(p.Type)))
            .Select(e => e.Name)
            .Except(marked)
            .Except(s_records)
            .Order(StringComparer.Ordinal);
        Assert.Empty(kept);
    }

    private static bool Allows(Type? type) =>
        type is not null
        && type.Assembly.GetName().Name?.StartsWith("Governance.", StringComparison.Ordinal) is true
        && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(p => s_allowing.Contains(p.Name, StringComparer.Ordinal));
}
