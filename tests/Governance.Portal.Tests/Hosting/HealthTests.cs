using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Testing;

namespace Governance.Portal.Tests.Hosting;

public sealed class HealthTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Readyz_FreshInstallation_IsReady(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var client = portal.CreateClient();

        var answer = await client.GetFromJsonAsync<JsonObject>("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal("ready", (string?)answer!["status"]);
    }

    [Fact]
    public async Task UnknownApiAddress_WithAKey_IsAProblemDocumentWithACode()
    {
        await using var portal = new PortalFactory();
        var client = await portal.CreateKeyClientAsync(null, "registry:read");

        var answer = await client.GetAsync("/api/v1/nothing-here", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.Equal("request.not-found", (string?)problem!["code"]);
        Assert.NotNull(problem["traceId"]);
    }
}
