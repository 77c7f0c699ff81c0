using System.Text;
using System.Xml;
using System.Xml.Linq;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>Signed calls of one bucket. What may pass is tried again; what was refused says why.</summary>
internal sealed class S3Client(
    [FromKeyedServices(ObjectStorageServices.Bucket)] OutboundClient outbound,
    IOptions<S3Options> options,
    TimeProvider clock
)
{
    private const int Tries = 4;
    private const int NotFound = 404;
    private const int NotImplemented = 501;
    private const int MostXml = 4 * 1024 * 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    /// <summary>How sentences name the settings of this bucket.</summary>
    public S3SettingNames Settings { get; init; } = S3SettingNames.OfStorage;

    /// <summary>The key as it is now, where it comes from elsewhere than the options say; null: from there.</summary>
    public Func<AwsCredentials>? Credentials { get; init; }

    /// <summary>A call.</summary>
    /// <param name="Method">Method.</param>
    /// <param name="Key">Name of the object within the prefix; null for the bucket.</param>
    /// <param name="Query">Query, encoded; empty for none.</param>
    public sealed record Call(HttpMethod Method, string? Key, string Query = "")
    {
        /// <summary>Body.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>Its digest, where that is known.</summary>
        public string? Sha256 { get; init; }

        /// <summary>True for a question that not every server knows (501): then there is no such thing either.</summary>
        public bool IsOptional { get; init; }

        /// <summary>Further headers.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>Calls.</summary>
    /// <returns>The answer, which is a success or says that there is no such thing (404).</returns>
    /// <exception cref="ContentUnavailableException">Anything else.</exception>
    public async Task<StreamedAnswer> SendAsync(Call call, CancellationToken ct)
    {
        var address = AddressOf(call);
        var began = clock.GetTimestamp();
        for (var tried = 1; ; tried++)
        {
            var pause = s_pause * Math.Pow(2, tried - 1);
            var isLast = tried == Tries || clock.GetElapsedTime(began).TotalSeconds > options.Value.TimeoutSeconds;
            try
            {
                var answer = await outbound.OpenAsync(
                    call.Method,
                    address,
                    call.Body,
                    Signed(call, address),
                    TimeSpan.FromSeconds(options.Value.TimeoutSeconds),
                    ct
                );
                if (answer.IsSuccess || answer.Status == NotFound || (call.IsOptional && answer.Status == NotImplemented))
                {
                    return answer;
                }

                await using (answer)
                {
                    var (code, message) = await ErrorAsync(answer, ct);
                    if (isLast || !MayPass(answer.Status, code))
                    {
                        throw new ContentUnavailableException(SentenceOf(answer.Status, code, message))
                        {
                            Status = answer.Status,
                            RetryAfter = answer.RetryAfter,
                        };
                    }

                    pause = answer.RetryAfter is { } asked && asked > pause ? asked : pause;
                }
            }
            catch (OutboundException e) when (isLast)
            {
                throw new ContentUnavailableException(e.Message, e);
            }
            catch (OutboundException)
            {
                // tried again
            }

            await Task.Delay(pause < s_longestPause ? pause : s_longestPause, clock, ct);
        }
    }

    /// <summary>Calls, and reads the XML of the answer; null when there is no such thing.</summary>
    public async Task<XElement?> ReadAsync(Call call, CancellationToken ct)
    {
        await using var answer = await SendAsync(call, ct);
        if (!answer.IsSuccess)
        {
            return null;
        }

        try
        {
            var root = await XmlAsync(answer.Body, ct);
            // Joining parts takes long, so a server answers before it knows, and says in the body that it failed.
            return root.Name.LocalName == "Error"
                ? throw new ContentUnavailableException(
                    SentenceOf(answer.Status, Text(root, "Code") ?? "Error", Text(root, "Message") ?? "")
                )
                : root;
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            throw new ContentUnavailableException($"{Host} sent an answer that is not XML: {e.Message}", e);
        }
    }

    /// <summary>The text of a child, in whatever namespace; null when there is none.</summary>
    public static string? Text(XElement element, string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;

    /// <summary>The server, for sentences.</summary>
    public string Host => new Uri(options.Value.Endpoint).Authority;

    /// <summary>An address at which anyone who has it may fetch an object, for a while.</summary>
    public Uri Presigned(Call call, TimeSpan valid) =>
        AwsSignature.Presign(call.Method, AddressOf(call), valid, Key(), options.Value.Region, clock.GetUtcNow());

    private AwsCredentials Key()
    {
        try
        {
            return Credentials?.Invoke() ?? AwsCredentials.Read(options.Value.CredentialsFile);
        }
        catch (IOException e)
        {
            throw new ContentUnavailableException(e.Message, e);
        }
    }

    private Dictionary<string, string> Signed(Call call, Uri address)
    {
        var headers = new Dictionary<string, string>(call.Headers, StringComparer.OrdinalIgnoreCase);
        var payload = call.Body.Length == 0 ? AwsSignature.EmptyPayload : call.Sha256 ?? Sha256Hex.Of(call.Body.Span);
        foreach (
            var (name, value) in AwsSignature.Sign(
                call.Method,
                address,
                call.Headers,
                payload,
                Key(),
                options.Value.Region,
                "s3",
                clock.GetUtcNow()
            )
        )
        {
            headers[name] = value;
        }

        return headers;
    }

    private Uri AddressOf(Call call)
    {
        var (endpoint, bucket) = (new Uri(options.Value.Endpoint), options.Value.Bucket);
        var builder = new UriBuilder(endpoint);
        if (!options.Value.PathStyle)
        {
            builder.Host = $"{bucket}.{endpoint.Host}";
        }

        // A name may have signs that mean something in an address.
        var key = call.Key is null ? "" : string.Join('/', (options.Value.Prefix + call.Key).Split('/').Select(Uri.EscapeDataString));
        builder.Path = (options.Value.PathStyle ? $"/{bucket}/" : "/") + key;
        builder.Query = call.Query;
        return builder.Uri;
    }

    private static bool MayPass(int status, string code) =>
        status is 429 or 500 or 502 or 503 or 504 || code is "RequestTimeout" or "SlowDown" or "InternalError";

    private string SentenceOf(int status, string code, string message) =>
        code switch
        {
            "RequestTimeTooSkewed" => $"{Host} refuses requests because the clock here differs from its own. Start the time service.",
            "AccessDenied" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" =>
                $"{Host} refuses the key ({code}). Check {Settings.Key}, the region and the rights on the bucket.",
            "NoSuchBucket" => $"{Host} has no bucket {options.Value.Bucket}. Create it, or correct {Settings.Bucket}.",
            _ => $"{Host} answered with {status} {code} {message}".TrimEnd() + ".",
        };

    private static async Task<(string Code, string Message)> ErrorAsync(StreamedAnswer answer, CancellationToken ct)
    {
        try
        {
            var error = await XmlAsync(answer.Body, ct);
            return (Text(error, "Code") ?? "", Text(error, "Message") ?? "");
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            return (answer.Status == 403 ? "AccessDenied" : "", ""); // an answer to HEAD has no body
        }
    }

    private static async Task<XElement> XmlAsync(Stream body, CancellationToken ct)
    {
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostXml,
        };
        using var text = new StreamReader(body, Encoding.UTF8, leaveOpen: true);
        using var reader = XmlReader.Create(text, settings);
        return (await XDocument.LoadAsync(reader, LoadOptions.None, ct)).Root!;
    }
}
