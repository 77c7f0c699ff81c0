using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Storage;

/// <summary>
/// Object storage in memory, written after the public documentation of the protocol: objects, ranges, checksums, parts, pages. It fails as
/// a test asks for. It checks digests and no signatures: those are the SDK's,
/// and a real server's to check.
/// </summary>
internal sealed class FakeObjectStorage : IAsyncDisposable
{
    public const string Bucket = "bucket";

    private const int Page = 3;

    private static readonly XNamespace s_names = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly WebApplication _app;
    private int _ids;

    private FakeObjectStorage(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, (byte[] Bytes, string? Checksum, string Tag)> Objects { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Upload> Uploads { get; } = new(StringComparer.Ordinal);

    /// <summary>Retention by name; of an upload of parts it forgets it, as Ceph 16 does.</summary>
    public ConcurrentDictionary<string, (string Mode, DateTimeOffset Until)> Locks { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Looks at each request first; true when it answered.</summary>
    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    /// <summary>Changes what it says of the checksum of an object.</summary>
    public Func<string?, string?> Said { get; set; } = checksum => checksum;

    public string Versioning { get; set; } = "";

    public bool CanLock { get; set; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private static void Secure(ListenOptions listen, TestAuthority? authority)
    {
        if (authority is not null)
        {
            listen.UseHttps(authority.Server);
        }
    }

    public sealed record Upload(string Key, DateTimeOffset Begun, ConcurrentDictionary<int, byte[]> Parts);

    public static async Task<FakeObjectStorage> StartAsync(TestAuthority? authority = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0, l => Secure(l, authority)));
        builder.WebHost.ConfigureKestrel(o => o.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var fake = new FakeObjectStorage(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>Answers as the protocol says that something failed.</summary>
    public static async Task<bool> FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>A test asked for it</Message></Error>");
        }

        return true;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (Fault is { } fault && await fault(context))
        {
            return;
        }

        var key = request.Path.Value![$"/{Bucket}/".Length..];
        var query = request.Query;
        switch (request.Method)
        {
            case "PUT" when query.ContainsKey("partNumber"):
                await PutPartAsync(context, query["uploadId"]!, int.Parse(query["partNumber"]!, CultureInfo.InvariantCulture));
                break;
            case "PUT" when query.ContainsKey("retention"):
                await RetainAsync(context, key);
                break;
            case "PUT":
                await PutAsync(context, key);
                break;
            case "POST" when query.ContainsKey("uploads"):
                var id = $"upload-{Interlocked.Increment(ref _ids)}";
                Uploads[id] = new Upload(key, TimeProvider.System.GetUtcNow(), new());
                await XmlAsync(context, new XElement("InitiateMultipartUploadResult", new XElement("UploadId", id)));
                break;
            case "POST":
                await JoinAsync(context, query["uploadId"]!);
                break;
            case "DELETE" when query.ContainsKey("uploadId"):
                context.Response.StatusCode = Uploads.TryRemove(query["uploadId"]!, out _) ? 204 : 404;
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                context.Response.StatusCode = 204;
                break;
            case "GET" when key.Length == 0:
                await OfBucketAsync(context);
                break;
            default:
                await GetAsync(context, key);
                break;
        }
    }

    private static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        var body = bytes.ToArray();
        var stated = context.Request.Headers["x-amz-checksum-sha256"].ToString();
        var signed = context.Request.Headers["x-amz-content-sha256"].ToString();
        if (
            (stated.Length == 0 || stated == Convert.ToBase64String(SHA256.HashData(body)))
            && signed == Convert.ToHexStringLower(SHA256.HashData(body))
        )
        {
            return body;
        }

        await FailAsync(context, 400, "BadDigest");
        return null;
    }

    private async Task PutAsync(HttpContext context, string key)
    {
        if (await BodyAsync(context) is { } body)
        {
            Keep(key, body, Convert.ToBase64String(SHA256.HashData(body)));
            if (context.Request.Headers["x-amz-object-lock-mode"] is [{ Length: > 0 } mode])
            {
                Locks[key] = (mode, Time(context.Request.Headers["x-amz-object-lock-retain-until-date"].ToString()));
            }
        }
    }

    private async Task RetainAsync(HttpContext context, string key)
    {
        if (!Objects.ContainsKey(key))
        {
            await FailAsync(context, 404, "NoSuchKey");
        }
        else if (await BodyAsync(context) is { } body)
        {
            var asked = XElement.Parse(Encoding.UTF8.GetString(body));
            Locks[key] = (asked.Element(s_names + "Mode")!.Value, Time(asked.Element(s_names + "RetainUntilDate")!.Value));
        }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task PutPartAsync(HttpContext context, string id, int number)
    {
        if (!Uploads.TryGetValue(id, out var upload))
        {
            await FailAsync(context, 404, "NoSuchUpload");
        }
        else if (await BodyAsync(context) is { } body)
        {
            upload.Parts[number] = body;
            context.Response.Headers.ETag = $"\"part-{number}\"";
        }
    }

    private async Task JoinAsync(HttpContext context, string id)
    {
        var asked = await XElement.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
        if (!Uploads.TryRemove(id, out var upload))
        {
            await FailAsync(context, 404, "NoSuchUpload");
            return;
        }

        var parts = asked.Elements(s_names + "Part").Select(p => upload.Parts[(int)p.Element(s_names + "PartNumber")!]).ToList();
        var sums = parts.Select(SHA256.HashData).ToList();
        Assert.Equal(
            sums.Select(Convert.ToBase64String),
            asked.Elements(s_names + "Part").Select(p => p.Element(s_names + "ChecksumSHA256")!.Value)
        );
        var whole = Convert.ToBase64String(SHA256.HashData(sums.SelectMany(s => s).ToArray()));
        Keep(upload.Key, [.. parts.SelectMany(p => p)], $"{whole}-{parts.Count}");
        await XmlAsync(context, new XElement("CompleteMultipartUploadResult"));
    }

    private void Keep(string key, byte[] bytes, string checksum) =>
        Objects[key] = (bytes, checksum, $"\"{Interlocked.Increment(ref _ids)}\"");

    private async Task GetAsync(HttpContext context, string key)
    {
        if (!Objects.TryGetValue(key, out var found))
        {
            await FailAsync(context, 404, "NoSuchKey");
            return;
        }

        var (headers, range) = (context.Response.Headers, context.Request.Headers.Range.ToString());
        if (context.Request.Headers.IfMatch is [{ } match] && match != found.Tag)
        {
            await FailAsync(context, 412, "PreconditionFailed");
            return;
        }

        var from = range.Length > 0 ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        context.Response.StatusCode = range.Length > 0 ? 206 : 200;
        headers.ETag = found.Tag;
        headers.LastModified = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        context.Response.ContentLength = found.Bytes.Length - from;
        if (Said(found.Checksum) is { } checksum)
        {
            headers["x-amz-checksum-sha256"] = checksum;
        }

        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(found.Bytes.AsMemory(from));
        }
    }

    private Task OfBucketAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.ContainsKey("versioning"))
        {
            return XmlAsync(context, new XElement("VersioningConfiguration", new XElement("Status", Versioning)));
        }

        if (query.ContainsKey("object-lock"))
        {
            return CanLock
                ? XmlAsync(context, new XElement("ObjectLockConfiguration", new XElement("ObjectLockEnabled", "Enabled")))
                : FailAsync(context, 404, "ObjectLockConfigurationNotFoundError");
        }

        if (query.ContainsKey("uploads"))
        {
            return XmlAsync(
                context,
                new XElement(
                    "ListMultipartUploadsResult",
                    Uploads.Select(u => new XElement(
                        "Upload",
                        new XElement("Key", u.Value.Key),
                        new XElement("UploadId", u.Key),
                        new XElement("Initiated", u.Value.Begun.UtcDateTime)
                    ))
                )
            );
        }

        var prefix = query["prefix"].ToString();
        var after = query["continuation-token"].ToString();
        var keys = Objects
            .Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(k, after) > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        return XmlAsync(
            context,
            new XElement(
                "ListBucketResult",
                new XElement("IsTruncated", keys.Count > Page),
                keys.Count > Page ? new XElement("NextContinuationToken", keys[Page - 1]) : null,
                keys.Take(Page)
                    .Select(k => new XElement(
                        "Contents",
                        new XElement("Key", k),
                        new XElement("Size", Objects[k].Bytes.Length),
                        new XElement("LastModified", TimeProvider.System.GetUtcNow().UtcDateTime),
                        new XElement("ETag", Objects[k].Tag)
                    ))
            )
        );
    }

    private static Task XmlAsync(HttpContext context, XElement answer)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(answer.ToString());
    }
}
