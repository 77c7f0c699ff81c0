using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Proof;

/// <summary>A portal with one small version on its way to production.</summary>
public sealed class CustodyPortal : RunningPortal
{
    /// <summary>Bytes of the artifact.</summary>
    public static byte[] Artifact { get; } = [.. "a small model"u8];

    /// <summary>The request.</summary>
    public string Promotion { get; private set; } = "";

    protected override async ValueTask PrepareAsync()
    {
        await Factory.CreateUserAsync("owner@bank.example", Roles.ModelOwner);
        var engineer = await Factory.CreateUserAsync("engineer@bank.example", Roles.Engineer);
        using var client = await Factory.CreateKeyClientAsync(engineer, Scopes.RegistryWrite);
        await CreatedAsync(
            client,
            "/api/v1/models",
            new()
            {
                ["name"] = "scorer",
                ["owner"] = "owner@bank.example",
                ["riskClass"] = "minimal",
            }
        );
        await CreatedAsync(
            client,
            "/api/v1/models/scorer/versions",
            new()
            {
                ["version"] = "1.0.0",
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Artifact)),
                    ["sizeBytes"] = Artifact.Length,
                    ["mediaType"] = "application/octet-stream",
                },
            }
        );
        using var content = new ByteArrayContent(Artifact);
        (
            await client.PutAsync(new Uri("/api/v1/models/scorer/versions/1.0.0/artifact", UriKind.Relative), content)
        ).EnsureSuccessStatusCode();
        Promotion = (string)
            (
                await CreatedAsync(
                    client,
                    "/api/v1/models/scorer/versions/1.0.0/promotions",
                    new() { ["to"] = "production", ["reason"] = "First version" }
                )
            )["id"]!;
    }

    private static async Task<JsonObject> CreatedAsync(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonObject>())!
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
