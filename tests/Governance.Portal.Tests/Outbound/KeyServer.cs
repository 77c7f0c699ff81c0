using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Outbound;

/// <summary>
/// Gives keys as Amazon does, after its public documentation: roles (STS), a machine's key (version 2 of its metadata), a container's.
/// </summary>
internal sealed class KeyServer : IAsyncDisposable
{
    public const string ContainerPath = "/container/key";

    private readonly WebApplication _app;

    private KeyServer(WebApplication app) => _app = app;

    /// <summary>What was asked: method, path and, of a role, its form.</summary>
    public ConcurrentQueue<(string Asked, string Authorization)> Requests { get; } = [];

    /// <summary>How long a key is valid.</summary>
    public TimeSpan Valid { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Answers in place of it: a status, and a code.</summary>
    public (int Status, string Code)? Refusal { get; set; }

    /// <summary>A machine that knows version 1 of its metadata alone.</summary>
    public bool IsOld { get; set; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public string Endpoint => Address.GetLeftPart(UriPartial.Authority);

    public static async Task<KeyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new KeyServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var form = request.HasFormContentType ? await request.ReadFormAsync() : null;
        var asked = string.Join('&', (form ?? FormCollection.Empty).Where(f => f.Key != "Version").Select(f => $"{f.Key}={f.Value}"));
        Requests.Enqueue(($"{request.Method} {request.Path} {asked}".Trim(), request.Headers.Authorization.ToString()));
        if (Refusal is var (status, code))
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/xml";
            await context.Response.WriteAsync(
                $"<ErrorResponse><Error><Code>{code}</Code><Message>A test asked for it</Message></Error></ErrorResponse>"
            );
            return;
        }

        var until = TimeProvider.System.GetUtcNow().Add(Valid).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var isToken = request.Headers["X-aws-ec2-metadata-token"].ToString() == "session";
        var json = $$"""{"Code":"Success","AccessKeyId":"MACHINE","SecretAccessKey":"secret","Token":"token","Expiration":"{{until}}"}""";
        switch (request.Path.Value)
        {
            case "/" when form is not null:
                var action = form["Action"].ToString();
                context.Response.ContentType = "text/xml";
                await context.Response.WriteAsync(
                    $"<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials>"
                        + $"<AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"
                        + $"<Expiration>{until}</Expiration></Credentials></{action}Result></{action}Response>"
                );
                break;
            case "/latest/api/token" when request.Method == "PUT" && !IsOld:
                await context.Response.WriteAsync("session");
                break;
            case "/latest/meta-data/iam/security-credentials/" when isToken || IsOld:
                await context.Response.WriteAsync("machine-role");
                break;
            case "/latest/meta-data/iam/security-credentials/machine-role" when isToken || IsOld:
            case ContainerPath:
                await context.Response.WriteAsync(json);
                break;
            default:
                context.Response.StatusCode = IsOld ? 405 : 404;
                break;
        }
    }
}
