using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Registries.SageMaker;

/// <summary>
/// Answers as Amazon SageMaker does (JSON 1.1, one address, the operation in a header) and checks signatures itself. Made by hand from
/// docs.aws.amazon.com/sagemaker/latest/APIReference and docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.
/// </summary>
internal sealed class SageMakerServer : IAsyncDisposable
{
    public const string KeyId = "AKIDEXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-central-1";
    public const string Account = "111122223333";

    private readonly WebApplication _app;
    private readonly Lock _lock = new();

    private SageMakerServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public List<JsonObject> Groups { get; } = [];

    public List<JsonObject> Packages { get; } = [];

    public List<JsonObject> Endpoints { get; } = [];

    public List<JsonObject> Configs { get; } = [];

    public List<JsonObject> Models { get; } = [];

    /// <summary>The session that counts; null when keys without one do.</summary>
    public string? Session { get; set; }

    /// <summary>Operation of every call.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Answers in place of the right one while it gives any: status, body, Retry-After.</summary>
    public Func<string, int, (int Status, string Body, string? RetryAfter)?> Mood { get; set; } = (_, _) => null;

    public static async Task<SageMakerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new SageMakerServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static string Arn(string group, int version) => $"arn:aws:sagemaker:{Region}:{Account}:model-package/{group}/{version}";

    /// <summary>A shared credentials file.</summary>
    public static string Credentials(string? session = null) =>
        $"[default]\naws_access_key_id = {KeyId}\naws_secret_access_key = {Secret}\n"
        + (session is null ? "" : $"aws_session_token = {session}\n");

    /// <summary>Adds a group with as many packages, the first of which is approved.</summary>
    public void Add(string group, int versions)
    {
        Groups.Add(
            new JsonObject
            {
                ["ModelPackageGroupName"] = group,
                ["ModelPackageGroupArn"] = $"arn:aws:sagemaker:{Region}:{Account}:model-package-group/{group}",
                ["ModelPackageGroupDescription"] = $"About {group}",
                ["CreationTime"] = 1_790_000_000 + Groups.Count,
                ["ModelPackageGroupStatus"] = "Completed",
            }
        );
        for (var version = 1; version <= versions; version++)
        {
            Packages.Add(Package(group, version, version == 1 ? "Approved" : "PendingManualApproval"));
        }
    }

    public JsonObject Find(string group, int version) => Packages.Single(p => (string?)p["ModelPackageArn"] == Arn(group, version));

    /// <summary>Adds an endpoint with variants, each with the package it serves, or none, and its weight.</summary>
    public void Serve(string name, params (string Variant, string? Package, double Weight)[] variants)
    {
        Endpoints.Add(
            new JsonObject
            {
                ["EndpointName"] = name,
                ["EndpointArn"] = $"arn:aws:sagemaker:{Region}:{Account}:endpoint/{name}",
                ["EndpointConfigName"] = $"{name}-config",
                ["EndpointStatus"] = "InService",
                ["ProductionVariants"] = new JsonArray([
                    .. variants.Select(v =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["VariantName"] = v.Variant,
                                ["CurrentWeight"] = v.Weight,
                                ["DesiredWeight"] = v.Weight,
                                ["CurrentInstanceCount"] = 1,
                            }
                    ),
                ]),
            }
        );
        Configs.Add(
            new JsonObject
            {
                ["EndpointConfigName"] = $"{name}-config",
                ["ProductionVariants"] = new JsonArray([
                    .. variants.Select(v =>
                        (JsonNode)new JsonObject { ["VariantName"] = v.Variant, ["ModelName"] = $"{name}-{v.Variant}" }
                    ),
                ]),
            }
        );
        foreach (var (variant, package, _) in variants)
        {
            var container = new JsonObject { ["Image"] = "image" };
            if (package is not null)
            {
                container["ModelPackageName"] = package;
            }

            Models.Add(new JsonObject { ["ModelName"] = $"{name}-{variant}", ["PrimaryContainer"] = container });
        }
    }

    private static JsonObject Package(string group, int version, string approval) =>
        new()
        {
            ["ModelPackageName"] = $"{group}/{version}",
            ["ModelPackageGroupName"] = group,
            ["ModelPackageVersion"] = version,
            ["ModelPackageArn"] = Arn(group, version),
            ["ModelPackageDescription"] = $"Trained in week {version}",
            ["CreationTime"] = 1_790_000_000.25 + version,
            ["ModelPackageStatus"] = "Completed",
            ["ModelApprovalStatus"] = approval,
            ["InferenceSpecification"] = new JsonObject
            {
                ["Containers"] = new JsonArray(
                    new JsonObject
                    {
                        ["Image"] = "images/xgboost:1.7",
                        ["ImageDigest"] = "sha256:" + new string('c', 64),
                        ["ModelDataUrl"] = $"s3://models/{group}/{version}/model.tar.gz",
                        ["ModelDataETag"] = "abc",
                    }
                ),
            },
            ["MetadataProperties"] = new JsonObject { ["CommitId"] = $"c0ffee{version}", ["GeneratedBy"] = $"training-job-{version}" },
            ["CustomerMetadataProperties"] = new JsonObject
            {
                ["team"] = "lab",
                ["artifact_sha256"] = new string((char)('0' + version), 64),
            },
            ["ModelMetrics"] = new JsonObject
            {
                ["ModelQuality"] = new JsonObject
                {
                    ["Statistics"] = new JsonObject
                    {
                        ["ContentType"] = "application/json",
                        ["S3Uri"] = $"s3://reports/{group}/{version}/statistics.json",
                    },
                },
            },
            ["ModelCard"] = new JsonObject
            {
                ["ModelCardContent"] = $$$"""{"model_overview":{"model_description":"Scores {{{group}}}."}}""",
                ["ModelCardStatus"] = "Draft",
            },
        };

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body, Encoding.UTF8).ReadToEndAsync();
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Replace("SageMaker.", "", StringComparison.Ordinal);
        Calls.Enqueue(operation);
        (int Status, string Body) answer;
        if (Mood(operation, Calls.Count) is var (status, said, wait))
        {
            answer = (status, said);
            if (wait is not null)
            {
                context.Response.Headers.RetryAfter = wait;
            }
        }
        else if (Refuses(context.Request, body) is { } code)
        {
            answer = (400, $$"""{"__type":"{{code}}","message":"The request was not signed as it has to be"}""");
        }
        else
        {
            lock (_lock)
            {
                answer = Do(operation, JsonNode.Parse(body)!.AsObject());
            }
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.WriteAsync(answer.Body);
    }

    private (int Status, string Body) Do(string operation, JsonObject input)
    {
        string Text(string name) => (string)input[name]!;
        JsonNode? One(List<JsonObject> all, string member, string name) => all.Find(o => (string?)o[member] == Text(name));
        var answer = operation switch
        {
            "ListModelPackageGroups" => Page(input, "ModelPackageGroupSummaryList", Groups),
            "DescribeModelPackageGroup" => One(Groups, "ModelPackageGroupName", "ModelPackageGroupName"),
            "ListModelPackages" => Page(
                input,
                "ModelPackageSummaryList",
                [.. Packages.Where(p => (string?)p["ModelPackageGroupName"] == Text("ModelPackageGroupName")).Select(Summary)]
            ),
            "DescribeModelPackage" => One(Packages, "ModelPackageArn", "ModelPackageName"),
            "ListEndpoints" => Page(input, "EndpointSummaries", Endpoints),
            "DescribeEndpoint" => One(Endpoints, "EndpointName", "EndpointName"),
            "DescribeEndpointConfig" => One(Configs, "EndpointConfigName", "EndpointConfigName"),
            "DescribeModel" => One(Models, "ModelName", "ModelName"),
            "UpdateModelPackage" => Update(Packages.Find(p => (string?)p["ModelPackageArn"] == Text("ModelPackageArn")), input),
            _ => null,
        };
        return answer is not null
            ? (200, answer.ToJsonString())
            : (400, """{"__type":"ValidationException","message":"What was asked for does not exist."}""");
    }

    private static JsonObject? Update(JsonObject? package, JsonObject input)
    {
        if (package is null)
        {
            return null;
        }

        package["ModelApprovalStatus"] = input["ModelApprovalStatus"]!.DeepClone();
        package["ApprovalDescription"] = input["ApprovalDescription"]?.DeepClone();
        return new JsonObject { ["ModelPackageArn"] = package["ModelPackageArn"]!.DeepClone() };
    }

    private static JsonObject Summary(JsonObject package)
    {
        var summary = new JsonObject();
        foreach (
            var name in (string[])
                [
                    "ModelPackageGroupName",
                    "ModelPackageVersion",
                    "ModelPackageArn",
                    "CreationTime",
                    "ModelPackageStatus",
                    "ModelApprovalStatus",
                ]
        )
        {
            summary[name] = package[name]?.DeepClone();
        }

        return summary;
    }

    private static JsonObject Page(JsonObject input, string member, List<JsonObject> all)
    {
        var skip = int.TryParse((string?)input["NextToken"], CultureInfo.InvariantCulture, out var given) ? given : 0;
        var most = (int)input["MaxResults"]!;
        var page = new JsonObject { [member] = new JsonArray([.. all.Skip(skip).Take(most).Select(i => i.DeepClone())]) };
        if (skip + most < all.Count)
        {
            page["NextToken"] = (skip + most).ToString(CultureInfo.InvariantCulture);
        }

        return page;
    }

    // The check of the service, written again: what the portal signs with may not prove itself.
    private string? Refuses(HttpRequest request, string body)
    {
        var given = request.Headers.Authorization.ToString();
        string Part(string name) =>
            given
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(p => p.StartsWith(name + "=", StringComparison.Ordinal))
                ?[(name.Length + 1)..]
            ?? "";
        if (
            !given.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)
            || Part("Credential").Split('/') is not [KeyId, var day, Region, "sagemaker", "aws4_request"]
        )
        {
            return "UnrecognizedClientException";
        }

        if (request.Headers["X-Amz-Security-Token"].ToString() != (Session ?? ""))
        {
            return "ExpiredTokenException";
        }

        var names = Part("SignedHeaders").Split(';');
        if (!names.Contains("host", StringComparer.Ordinal) || !names.Contains("x-amz-target", StringComparer.Ordinal))
        {
            return "InvalidSignatureException";
        }

        var headers = string.Concat(names.Select(n => $"{n}:{request.Headers[n]}\n"));
        var canonical = $"POST\n/\n\n{headers}\n{string.Join(';', names)}\n{Hash(body)}";
        var text = $"AWS4-HMAC-SHA256\n{request.Headers["X-Amz-Date"]}\n{day}/{Region}/sagemaker/aws4_request\n{Hash(canonical)}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in (string[])[day, Region, "sagemaker", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) == Part("Signature")
            ? null
            : "InvalidSignatureException";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
