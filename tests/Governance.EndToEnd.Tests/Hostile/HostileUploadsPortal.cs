using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Transparency;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>
/// A portal into which someone with a pipeline's key put all they could: markup in every name, column, category and file.
/// </summary>
public sealed class HostileUploadsPortal : RunningPortal
{
    public const string Owner = "owner@hostile.example";
    public const string Model = "hostile";
    public const string Version = "1.0.0";

    /// <summary>Where the planted script is stored.</summary>
    public const string Script = $"/api/v1/models/{Model}/versions/{Version}/evidence/EVD-0001/content";

    /// <summary>Every way in which text could become a script or an element.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "<img src=x onerror=top.planted=1>",
        "\"><script>top.planted=1</script>",
        $"<iframe srcdoc=\"<script src={Script}></script>\">",
        "<svg onload=top.planted=1><b class=planted>",
        "&lt;img src=x onerror=top.planted=1&gt;",
        "javascript:top.planted=1",
        "{{constructor.constructor('top.planted=1')()}}",
        "=cmd|'/c calc'!A1;=1+1",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected override async ValueTask PrepareAsync()
    {
        var owner = await Factory.CreateUserAsync(Owner, Roles.ModelOwner, Roles.RiskOfficer, Roles.ComplianceOfficer, Roles.Auditor);
        using var client = await Factory.CreateKeyClientAsync(
            owner,
            Scopes.RegistryWrite,
            Scopes.RegistryRead,
            Scopes.EvidenceWrite,
            Scopes.MonitoringWrite,
            Scopes.MonitoringRead,
            Scopes.RegistersWrite,
            Scopes.RegistersRead
        );
        var all = string.Join(' ', Texts);
        await SendAsync(
            client,
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = Model,
                ["owner"] = Owner,
                ["riskClass"] = "limited",
                ["displayName"] = Texts[0],
                ["purpose"] = all,
                ["externalName"] = Texts[1],
                ["tags"] = new JsonObject { ["team"] = Texts[2] },
            }
        );
        var artifact = "model"u8.ToArray();
        await SendAsync(
            client,
            $"/api/v1/models/{Model}/versions",
            new JsonObject
            {
                ["version"] = Version,
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = Sha256Hex.Of(artifact),
                    ["sizeBytes"] = artifact.Length,
                    ["mediaType"] = "text/javascript",
                },
                ["source"] = new JsonObject { ["repository"] = Texts[5], ["commit"] = Texts[0] },
                ["datasets"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = Texts[0],
                        ["version"] = Texts[1],
                        ["sha256"] = Sha256Hex.Of("data"u8),
                        ["role"] = "reference",
                    }
                ),
                ["dependencies"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = Texts[2],
                        ["version"] = Texts[3],
                        ["purl"] = Texts[5],
                        ["license"] = Texts[4],
                    }
                ),
            }
        );
        await EvidenceAsync(client, "top.planted=1", "text/javascript", Texts[0] + ".js");
        await EvidenceAsync(client, "<script>top.planted=1</script>", "text/html", "page.html");
        await EvidenceAsync(client, "<svg xmlns='http://www.w3.org/2000/svg' onload='top.planted=1'/>", "image/svg+xml", "picture.svg");
        await SendAsync(
            client,
            "/api/v1/systems",
            new JsonObject
            {
                ["name"] = Texts[0],
                ["purpose"] = all,
                ["owner"] = Owner,
                ["supplier"] = Texts[1],
                ["businessUnit"] = Texts[0],
                ["models"] = new JsonArray(Model),
                ["affectedGroups"] = new JsonArray(Texts[3]),
            }
        );
        await WindowAsync(client, "reference", "2026-09-01", 1);
        await WindowAsync(client, "current", "2026-10-01", 2);
        await WindowAsync(client, "current", "2026-10-02", 3);
    }

    private static async Task SendAsync(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    private static async Task EvidenceAsync(HttpClient client, string content, string type, string name)
    {
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(content))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(type) },
        };
        using var form = new MultipartFormDataContent
        {
            { new StringContent("validation"), "kind" },
            { file, "file", name },
            { new StringContent(Texts[1]), "tool" },
            { new StringContent("2026-10-01T00:00:00Z"), "producedAt" },
        };
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/models/{Model}/versions/{Version}/evidence", UriKind.Relative),
            form,
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    // A column of numbers, one of categories and one of a protected attribute, named and filled by someone hostile.
    private static async Task WindowAsync(HttpClient client, string role, string day, int seed)
    {
        var random = new Random(seed);
        var start = DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
        var text = new StringBuilder()
            .AppendJoin(
                ',',
                "decision_id",
                "timestamp",
                Cell("amount" + Texts[0]),
                Cell("channel" + Texts[2]),
                Cell("group" + Texts[0]),
                "score",
                "prediction",
                "label"
            )
            .Append('\n');
        for (var i = 0; i < 600; i++)
        {
            var score = random.NextDouble();
            text.Append(
                CultureInfo.InvariantCulture,
                $"{day}-{i},{start.AddSeconds(i):yyyy-MM-ddTHH:mm:ssZ},{random.NextDouble() * 100:F3},{Cell(Texts[i % Texts.Count])},"
                    + $"{Cell(i % 5 == 4 ? Texts[^1] : Texts[i % 5])},{score:F4},{(score >= 0.5 ? 1 : 0)},"
                    + $"{(random.NextDouble() < score ? 1 : 0)}\n"
            );
        }

        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text.ToString()))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("text/csv") },
        };
        var query = $"role={role}&label=label&score=score&prediction=prediction&protected={Uri.EscapeDataString("group" + Texts[0])}";
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/monitoring/{Model}/{Version}/windows?{query}", UriKind.Relative),
            content,
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, $"{role} {day}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    private static string Cell(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
