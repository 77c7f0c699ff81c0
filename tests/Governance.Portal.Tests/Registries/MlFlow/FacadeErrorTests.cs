using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Models.Registries.MlFlow;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>Whatever goes wrong below /api/2.0/mlflow/ is said in MLflow's error object, in one of MLflow's codes.</summary>
public sealed class FacadeErrorTests(FacadeErrorTests.Scene scene) : IClassFixture<FacadeErrorTests.Scene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "registered-models/get?name=nobody", null, 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("GET", "registered-models/get", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "model-versions/get?name=known&version=7", null, 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("GET", "model-versions/get?name=known&version=one", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "registered-models/alias?name=known&alias=champion", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "registered-models/search?max_results=1001", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "registered-models/search?max_results=0", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "registered-models/search?filter=owner%20%3D%20'x'", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "registered-models/search?order_by=owner", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("GET", "registered-models/search?page_token=abc", null, 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/create", "{", 400, "MALFORMED_REQUEST")]
    [InlineData("POST", "registered-models/create", "", 400, "MALFORMED_REQUEST")]
    [InlineData("POST", "registered-models/create", "[]", 400, "MALFORMED_REQUEST")]
    [InlineData("POST", "registered-models/create", """{"name":"a","name":"b"}""", 400, "MALFORMED_REQUEST")]
    [InlineData("POST", "registered-models/create", """{"name":""}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/create", """{"name":{"a":1}}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/create", "{\"name\":\"a\\u0000b\"}", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/create", "{\"name\":\"\\ud800\"}", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/create", """{"name":"a","tags":[{"value":"x"}]}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/create", """{"name":"known"}""", 400, "RESOURCE_ALREADY_EXISTS")]
    [InlineData("POST", "model-versions/create", """{"name":"nobody","source":"s3://a"}""", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("POST", "model-versions/create", """{"name":"known"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/alias", """{"name":"known","alias":"latest","version":"1"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/alias", """{"name":"known","alias":"v2","version":"1"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "registered-models/alias", """{"name":"known","alias":"champion","version":"1"}""", 403, "PERMISSION_DENIED")]
    [InlineData("DELETE", "registered-models/delete", """{"name":"known"}""", 403, "PERMISSION_DENIED")]
    [InlineData("DELETE", "model-versions/delete", """{"name":"known","version":"1"}""", 403, "PERMISSION_DENIED")]
    [InlineData("DELETE", "registered-models/delete-tag", """{"name":"known","key":"none"}""", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("POST", "experiments/create", """{"name":"x"}""", 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("GET", "", null, 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("GET", "registered-models/create", null, 405, "ENDPOINT_NOT_FOUND")]
    [InlineData("PUT", "registered-models/update", "{}", 405, "ENDPOINT_NOT_FOUND")]
    public async Task Call_ThatIsWrong_IsAnsweredInMlFlowsForm(string method, string call, string? body, int status, string code)
    {
        var client = new RegistryClient(scene.Registry.Client);

        var error = await client.FailsAsync(c => c.SendAsync(new HttpMethod(method), call, body));

        Assert.Equal((status, code), ((int)error.Status, error.Code));
        Assert.False(string.IsNullOrWhiteSpace(error.Words));
        Assert.Equal(0, client.Repeats);
    }

    [Fact]
    public async Task Nobody_IsUnauthenticated_WhateverTheCall()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var http = registry.Portal.CreateClient();
        var client = new RegistryClient(http);

        foreach (
            var header in (AuthenticationHeaderValue?[])
                [null, new("Bearer", "gvk_wrong"), new("Bearer", "x"), new("Basic", "not base64!"), new("Digest", "x")]
        )
        {
            http.DefaultRequestHeaders.Authorization = header;
            var error = await client.FailsAsync(c => c.GetAsync("registered-models/search"));
            Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (error.Status, error.Code));
        }
    }

    [Fact]
    public async Task Body_TooLong_IsRefusedInMlFlowsForm()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["Limits:JsonBodyBytes"] = "2000");
        var client = new RegistryClient(registry.Client);

        var error = await client.FailsAsync(c =>
            c.PostAsync("registered-models/create", new JsonObject { ["name"] = "x", ["description"] = new string('a', 3_000) })
        );

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "INVALID_PARAMETER_VALUE"), (error.Status, error.Code));
        Assert.Contains("Limits__JsonBodyBytes", error.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_AboveTheRate_IsToldToWait_AndRepeats()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["RateLimits:RequestsPerSecond"] = "1");
        using var http = registry.Portal.CreateClient();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 10 && refused is null; i++)
        {
            var answer = await http.GetAsync(new Uri("/api/2.0/mlflow/registered-models/search", UriKind.Relative), Ct);
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        Assert.NotNull(refused?.Headers.RetryAfter);
        Assert.Equal("REQUEST_LIMIT_EXCEEDED", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync(Ct))!["error_code"]);
    }

    [Fact]
    public async Task Failure_OfOurs_IsAnErrorObjectWithoutDetails()
    {
        await using var portal = new PortalFactory
        {
            Replace = services => services.AddSingleton(p => new MlFlowReader(new Away(), Options.Create(new MlFlowOptions()))),
        };
        using var http = await portal.CreateKeyClientAsync(
            await portal.CreateUserAsync("ann@bank.example", Domain.Identity.Roles.Engineer),
            Domain.Identity.Scopes.RegistryRead
        );

        using var answer = await http.GetAsync(new Uri("/api/2.0/mlflow/registered-models/get?name=x", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal("INTERNAL_ERROR", (string?)JsonNode.Parse(text)!["error_code"]);
        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_ThatWasTried_IsLogged()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync("known", "s3://a");

        await client.FailsAsync(c => c.DeleteAsync("registered-models/delete", new JsonObject { ["name"] = "known" }));

        var entry = Assert.Single(await registry.LogAsync("model.deleted"));
        Assert.Equal(("refused", "model.no-deletion"), ((string?)entry["outcome"], (string?)entry["data"]!["code"]));
    }

    /// <summary>A registry with one model, which no call that is wrong changes.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        public RegistryFixture Registry { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Registry = await RegistryFixture.CreateAsync();
            await new RegistryClient(Registry.Client).RegisterModelAsync("known", "s3://a");
        }

        public async ValueTask DisposeAsync() => await Registry.DisposeAsync();
    }

    private sealed class Away : IDbContextFactory<GovernanceDbContext>
    {
        public GovernanceDbContext CreateDbContext() => throw new InvalidOperationException("secret detail");
    }
}
