using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Admin.Developers;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Admin;

/// <summary>What is copied from the developers page works as it is copied, with a key of the scopes that the page names.</summary>
public sealed partial class DevelopersTests
{
    private const string Server = "https://portal.bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Texts_NameThisPortal_AndNoKey_AndEveryRecipeIsOffered()
    {
        var all = Connections.Of(Server);
        var texts = all.SelectMany(c => c.Snippets).Select(s => s.Text).ToList();

        Assert.All(texts, t => Assert.DoesNotContain(Recipes.SampleServer, t, StringComparison.Ordinal));
        Assert.All(texts, t => Assert.DoesNotContain(ApiKey.TextPrefix, t, StringComparison.Ordinal));
        Assert.All(all, c => Assert.Contains(c.Snippets, s => s.Text.Contains(Server, StringComparison.Ordinal) || c.Key == "kubeflow"));
        Assert.Equal(all.Count, all.Select(c => c.Key).Distinct(StringComparer.Ordinal).Count());
        var shipped = Recipes.Paths.Select(path => Recipes.Read(path, Server)).ToList();
        Assert.NotEmpty(shipped);
        Assert.All(shipped, text => Assert.Contains(text, texts));
    }

    [Fact]
    public void Presets_GiveNoMoreThanAPipelineMayHave()
    {
        Assert.All(
            KeyPreset.All,
            p => Assert.Subset(Scopes.All.ToHashSet(StringComparer.Ordinal), p.Scopes.ToHashSet(StringComparer.Ordinal))
        );
        Assert.All(KeyPreset.All, p => Assert.DoesNotContain(Scopes.Admin, p.Scopes));
        Assert.All(Scopes.All, s => Assert.False(string.IsNullOrWhiteSpace(ScopeLabels.Of(s)), s));
    }

    [Fact]
    public async Task Calls_WithTheKeyThatThePageNames_AreTaken_AndThePageOffersAKeyToAdministratorsAlone()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1.4.0", [1, 2, 3]));
        var all = Connections.Of(registry.Portal.ClientOptions.BaseAddress.ToString().TrimEnd('/'));

        var calls = new List<string>();
        foreach (var connection in all)
        {
            using var client = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, [.. connection.Preset.Scopes]);
            foreach (var snippet in connection.Snippets)
            {
                if (Call().Match(snippet.Text) is not { Success: true } call)
                {
                    continue;
                }

                using var request = new HttpRequestMessage(
                    call.Groups["body"].Success ? HttpMethod.Post : HttpMethod.Get,
                    new Uri(call.Groups["address"].Value)
                );
                if (call.Groups["body"].Success)
                {
                    request.Content = new StringContent(call.Groups["body"].Value, Encoding.UTF8);
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.Groups["type"].Value);
                }

                using var answer = await client.SendAsync(request, Ct);
                Assert.True(answer.IsSuccessStatusCode, $"{connection.Key}: {snippet.Title}: {await answer.Content.ReadAsStringAsync(Ct)}");
                calls.Add($"{connection.Key} {request.RequestUri!.AbsolutePath}");
            }
        }

        Assert.Equal(
            [
                "azure-pipelines /api/v1/promotions/seal",
                "decisions /api/v1/decisions",
                "github-actions /api/v1/promotions/seal",
                "gitlab-ci /api/v1/promotions/seal",
                "jenkins /api/v1/promotions/seal",
                "openlineage /api/v1/lineage",
                "shell /api/v1/promotions/seal",
            ],
            calls.Order(StringComparer.Ordinal)
        );
        await AnswersAsync(registry, KeyPreset.MlFlow, "/api/2.0/mlflow/registered-models/search");
        await AnswersAsync(registry, KeyPreset.PolicyEngine, "/bundles/governance");

        await registry.Portal.CreateUserAsync("root@demo.example", Roles.Administrator);
        var engineer = await PageAsync(registry, RegistryFixture.Engineer, "/developers/gitlab-ci");
        Assert.Contains("glab variable set GOVERNANCE_SERVER http://localhost", engineer, StringComparison.Ordinal);
        Assert.Contains("Only administrators can create keys", engineer, StringComparison.Ordinal);
        Assert.DoesNotContain(">Create key<", engineer, StringComparison.Ordinal);
        Assert.Contains(">Create key<", await PageAsync(registry, "root@demo.example", "/developers"), StringComparison.Ordinal);
        Assert.Contains(
            "There is no such connection",
            await PageAsync(registry, RegistryFixture.Engineer, "/developers/nothing"),
            StringComparison.Ordinal
        );
    }

    private static async Task AnswersAsync(RegistryFixture registry, KeyPreset preset, string path)
    {
        using var client = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, [.. preset.Scopes]);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode}");
    }

    private static async Task<string> PageAsync(RegistryFixture registry, string email, string path)
    {
        using var client = await registry.Portal.SignInAsync(email);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    // What a shell would send: the address, and the body with its type when there is one.
    [GeneratedRegex(
        @"\Acurl -fsS (-X POST )?(?<address>\S+) -H ""Authorization[^""]*""(?s:.*?Content-Type: (?<type>[^']+)' -d '(?<body>.+)'\z)?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Call();
}
