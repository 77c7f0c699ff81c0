using System.Reflection;
using Governance.Analytics.Drift;
using Governance.Data;
using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Pages;
using Governance.Reporting;
using Governance.Transparency;

namespace Governance.Architecture;

/// <summary>Who may know whom (docs/architecture.md). A new reference is a decision: take it there first.</summary>
public sealed class ReferenceTests
{
    // Left out everywhere: the framework itself.
    private static readonly string[] s_framework =
    [
        "System",
        "netstandard",
        "mscorlib",
        "Microsoft.CSharp",
        "Microsoft.Win32",
        "Microsoft.AspNetCore",
        "Microsoft.Extensions",
        "Microsoft.JSInterop",
        "Microsoft.Net.Http",
    ];

    public static TheoryData<string, string[]> Allowed =>
        new()
        {
            { "Governance.Transparency", [] },
            { "Governance.Localisation", [] },
            { "Governance.Domain", ["Governance.Transparency"] },
            { "Governance.Policies", ["Governance.Transparency", "Governance.Domain", "YamlDotNet"] },
            { "Governance.Analytics", ["Governance.Transparency", "MathNet.Numerics", "System.Numerics.Tensors"] },
            { "Governance.Analytics.Parquet", ["Governance.Analytics"] },
            { "Governance.Scoring", ["Governance.Analytics"] },
            {
                "Governance.Data",
                [
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.Data.Sqlite",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Npgsql",
                    "SQLitePCLRaw",
                ]
            },
            { "Governance.Data.Sqlite", ["Governance.Data", "Microsoft.EntityFrameworkCore"] },
            { "Governance.Data.Postgres", ["Governance.Data", "Microsoft.EntityFrameworkCore", "Npgsql"] },
            {
                "Governance.Reporting",
                [
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Localisation",
                    "Governance.Reporting.Sealing",
                    "Microsoft.Playwright",
                ]
            },
            { "Governance.Reporting.Sealing", ["Governance.Transparency", "System.Security.Cryptography.Pkcs"] },
            {
                "governance",
                [
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Analytics",
                    "Governance.Scoring",
                    "Governance.Reporting.Sealing",
                    "System.CommandLine",
                    "Spectre.Console",
                ]
            },
            {
                "Governance.Portal.Kernel",
                [
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Microsoft.IdentityModel.JsonWebTokens",
                    "Microsoft.IdentityModel.Protocols.OpenIdConnect",
                    "Microsoft.IdentityModel.Tokens",
                    "Microsoft.OpenApi",
                    "AWSSDK.Core",
                    "AWSSDK.S3",
                    "AWSSDK.SecurityToken",
                    "CsvHelper",
                    "QRCoder",
                    "System.CommandLine",
                ]
            },
            {
                "Governance.Portal.Administration",
                [
                    "Governance.Portal.Kernel",
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.Data.Sqlite",
                    "Npgsql", // compares the database of rehearsals with the one in use
                    "System.Security.Cryptography.Pkcs", // the key folder in a backup, encrypted to its recipient
                    "Microsoft.OpenApi",
                    "Markdig",
                    "MailKit",
                    "MimeKit",
                    "System.CommandLine",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                ]
            },
            {
                "Governance.Portal.Approvals",
                [
                    "Governance.Portal.Kernel",
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Microsoft.OpenApi",
                    "System.CommandLine",
                ]
            },
            {
                "Governance.Portal.Compliance",
                [
                    "Governance.Portal.Kernel",
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Microsoft.OpenApi",
                    "System.CommandLine",
                    "Governance.Analytics",
                ]
            },
            {
                "Governance.Portal.Models",
                [
                    "Governance.Portal.Kernel",
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Microsoft.OpenApi",
                    "System.CommandLine",
                ]
            },
            {
                "Governance.Portal.Operations",
                [
                    "Governance.Portal.Kernel",
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Microsoft.OpenApi",
                    "System.CommandLine",
                    "Governance.Analytics",
                    "Governance.Scoring",
                    "Npgsql",
                    "NATS.Client",
                    "Confluent.Kafka",
                ]
            },
            {
                "Governance.Portal",
                [
                    "Governance.Portal.Administration",
                    "Governance.Portal.Approvals",
                    "Governance.Portal.Compliance",
                    "Governance.Portal.Models",
                    "Governance.Portal.Operations",
                    "Governance.Portal.Kernel",
                    "Governance.Transparency",
                    "Governance.Domain",
                    "Governance.Policies",
                    "Governance.Analytics",
                    "Governance.Data",
                    "Governance.Localisation",
                    "Governance.Reporting",
                    "Microsoft.EntityFrameworkCore",
                    "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                    "Microsoft.Data.Sqlite",
                    "Microsoft.OpenApi",
                    "OpenTelemetry",
                    "System.CommandLine",
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Assembly_References_OnlyWhatTheArchitectureAllows(string name, string[] allowed)
    {
        var foreign = Load(name)
            .GetReferencedAssemblies()
            .Select(r => r.Name!)
            .Where(r => !Within(r, allowed))
            .Where(r => !Within(r, s_framework) || IsPackage(r))
            .ToList();

        Assert.True(foreign.Count == 0, $"{name} references {string.Join(", ", foreign)}, which docs/architecture.md does not allow it.");
    }

    [Fact]
    public void Table_OfReferences_NamesEveryProjectOfTheProduct()
    {
        var projects = Directory
            .EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(System.IO.Path.GetFileNameWithoutExtension);
        var named = Allowed.Select(row => row.Data.Item1 is "governance" ? "Governance.Cli" : row.Data.Item1);

        Assert.Equal(projects.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Picture_OfTheProjects_IsDrawnFromTheAssemblies()
    {
        var names = Allowed.Select(row => row.Data.Item1).ToList();
        var references = names.ToDictionary(
            n => n,
            n => Load(n).GetReferencedAssemblies().Select(r => r.Name!).Intersect(names).ToHashSet()
        );
        // Without what follows from the others, which no one needs to see.
        var drawn =
            from name in names
            from to in references[name]
            where !references[name].Any(between => between != to && Reaches(references, between, to))
            select $"  {Short(name)} --> {Short(to)}";

        var picture = string.Join('\n', drawn.Order(StringComparer.Ordinal).Prepend("graph TD"));

        Assert.True(
            Repository.Read("docs/architecture.md").ReplaceLineEndings("\n").Contains(picture, StringComparison.Ordinal),
            $"docs/architecture.md shows other references than the assemblies have:\n{picture}"
        );
    }

    [Theory]
    [InlineData("Governance.Transparency")]
    [InlineData("Governance.Domain")]
    [InlineData("Governance.Policies")]
    [InlineData("Governance.Analytics")]
    public void PureProject_Sources_ReadNeitherClockNorFilesNorNetwork(string project)
    {
        string[] impure =
        [
            "System.Net.Http",
            "HttpClient",
            "File.Open",
            "File.Read",
            "File.Write",
            "Environment.GetEnvironmentVariable",
            "TimeProvider.System",
        ];
        var findings = Repository
            .Sources.Where(f => f.StartsWith($"src/{project}/", StringComparison.Ordinal))
            .SelectMany(f =>
                impure.Where(word => Repository.Read(f).Contains(word, StringComparison.Ordinal)).Select(word => $"{f} uses {word}")
            )
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    /// <summary>
    /// The SDK of Amazon would find keys, regions and settings by connections and programs of its own. It is used in two folders alone, and
    /// each client of it is given the portal's way out.
    /// </summary>
    [Fact]
    public void AmazonsSdk_IsGivenThePortalsWayOut_AndLooksForNothingItself()
    {
        string[] folders = ["src/Governance.Portal.Kernel/Outbound/", "src/Governance.Portal.Kernel/Storage/S3/"];
        string[] own =
        [
            "DefaultAWSCredentialsIdentityResolver",
            "FallbackCredentialsFactory",
            "FallbackRegionFactory",
            "InstanceProfileAWSCredentials",
            "EC2InstanceMetadata",
            "GenericContainerCredentials",
            "AssumeRoleAWSCredentials",
            "AssumeRoleWithWebIdentityCredentials",
            "ProcessAWSCredentials",
            "SSOAWSCredentials",
            "SharedCredentialsFile",
            "CredentialProfileStoreChain",
            "BucketRegionDetector",
        ];
        var findings = new List<string>();
        foreach (var file in Repository.Sources.Where(f => f.StartsWith("src/", StringComparison.Ordinal)))
        {
            var text = Repository.Read(file);
            var uses =
                text.Contains("using Amazon.", StringComparison.Ordinal) || text.Contains(" Amazon.Runtime.", StringComparison.Ordinal);
            if (uses && !folders.Any(f => file.StartsWith(f, StringComparison.Ordinal)))
            {
                findings.Add($"{file} uses the SDK");
            }

            findings.AddRange(own.Where(word => text.Contains(word, StringComparison.Ordinal)).Select(word => $"{file} uses {word}"));
            var clients = text.Split("new AmazonS3Config").Length + text.Split("new AmazonSecurityTokenServiceConfig").Length - 2;
            if (text.Split("AwsHttpClients.Settle(").Length - 1 < clients)
            {
                findings.Add($"{file} makes a client without the portal's way out");
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private static Assembly Load(string name) =>
        name switch
        {
            "Governance.Transparency" => typeof(CanonicalJson).Assembly,
            "Governance.Domain" => typeof(Refusal).Assembly,
            "Governance.Policies" => typeof(GateEvaluator).Assembly,
            "Governance.Analytics" => typeof(DriftAnalysis).Assembly,
            "Governance.Data" => typeof(GovernanceDbContext).Assembly,
            "Governance.Reporting" => typeof(ReportMaker).Assembly,
            "Governance.Portal.Kernel" => typeof(LivePage).Assembly,
            "Governance.Portal" => typeof(Program).Assembly,
            _ => Assembly.Load(name),
        };

    private static bool Reaches(Dictionary<string, HashSet<string>> references, string from, string to) =>
        from == to || references[from].Any(next => Reaches(references, next, to));

    private static string Short(string name) => name is "governance" ? "Cli" : name["Governance.".Length..];

    private static bool Within(string assembly, string[] prefixes) =>
        prefixes.Any(p => assembly == p || assembly.StartsWith(p + ".", StringComparison.Ordinal));

    // Packages whose names begin like the framework's.
    private static bool IsPackage(string assembly) =>
        Within(
            assembly,
            [
                "System.CommandLine",
                "System.Numerics.Tensors",
                "System.Security.Cryptography.Pkcs",
                "Microsoft.AspNetCore.Identity.EntityFrameworkCore",
                "Microsoft.AspNetCore.OpenApi",
            ]
        ) && assembly is not "Microsoft.AspNetCore.OpenApi";
}
