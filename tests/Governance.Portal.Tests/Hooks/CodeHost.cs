using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hooks;

/// <summary>
/// A stand-in that follows the documented calls of GitHub (installation tokens, deployment protection rules) and GitLab (status checks).
/// </summary>
internal sealed class CodeHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);

    private CodeHost(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Path and body of every answer taken.</summary>
    public ConcurrentQueue<(string Path, JsonObject Body)> Answers { get; } = new();

    /// <summary>How many calls it will turn away with a 503 first.</summary>
    public int Away { get; set; }

    public string PrivateKey => _key.ExportPkcs8PrivateKeyPem();

    public static async Task<CodeHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var host = new CodeHost(app);
        app.Run(host.AnswerAsync);
        await app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Away > 0)
        {
            Away--;
            context.Response.StatusCode = 503;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var path = context.Request.Path.Value!;
        var bearer = context.Request.Headers.Authorization.ToString();
        if (path == "/app/installations/77/access_tokens")
        {
            context.Response.StatusCode = IsOurApp(bearer) ? 201 : 401;
            await context.Response.WriteAsync("""{"token":"ghs_short","expires_at":"2026-11-20T10:00:00Z"}""");
        }
        else if (
            (path.EndsWith("/deployment_protection_rule", StringComparison.Ordinal) && bearer == "Bearer ghs_short")
            || (
                path.EndsWith("/status_check_responses", StringComparison.Ordinal)
                && context.Request.Headers["PRIVATE-TOKEN"] == "glpat-test"
            )
        )
        {
            Answers.Enqueue((path, JsonNode.Parse(text)!.AsObject()));
            context.Response.StatusCode = 204;
        }
        else
        {
            context.Response.StatusCode = 401;
        }
    }

    // RS256 over head and claims, as GitHub checks it.
    private bool IsOurApp(string bearer)
    {
        var parts = bearer["Bearer ".Length..].Split('.');
        var claims = JsonNode.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])))!;
        return (string?)claims["iss"] == "12345"
            && (long)claims["exp"]! - (long)claims["iat"]! <= 600
            && _key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            );
    }
}
