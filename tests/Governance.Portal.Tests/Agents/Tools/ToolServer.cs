using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Agents.Tools;

/// <summary>A server of tools on this machine (MCP over streamable HTTP) that lists what a test says, one tool a page.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ToolServer(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Urls.Single()), "/mcp");

    /// <summary>Tools as <c>tools/list</c> gives them.</summary>
    public IReadOnlyList<string> Tools { get; set; } = [];

    /// <summary>True while it answers nothing that can be used.</summary>
    public bool IsAway { get; set; }

    public static async Task<ToolServer> StartAsync(params IReadOnlyList<string> tools)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new ToolServer(app) { Tools = tools };
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var asked = (await JsonNode.ParseAsync(context.Request.Body))!;
        var method = (string?)asked["method"];
        if (IsAway || (method != "initialize" && context.Request.Headers["Mcp-Session-Id"] != "s1"))
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (asked["id"] is not { } id)
        {
            context.Response.StatusCode = 202;
            return;
        }

        context.Response.Headers["Mcp-Session-Id"] = "s1";
        var page = int.Parse((string?)asked["params"]?["cursor"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var more = page + 1 < Tools.Count ? $",\"nextCursor\":\"{page + 1}\"" : "";
        var result =
            method == "initialize"
                ? """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"pay","version":"7"}}"""
                : $"{{\"tools\":[{Tools[page]}]{more}}}";
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(
            $": hello\n\nevent: message\ndata: {{\"jsonrpc\":\"2.0\",\"id\":{id.ToJsonString()},\"result\":{result}}}\n\n"
        );
    }
}
