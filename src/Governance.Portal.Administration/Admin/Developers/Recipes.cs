using Governance.Localisation;

namespace Governance.Portal.Administration.Admin.Developers;

/// <summary>The texts of connections: the repository's recipes, and short ones that are written here.</summary>
internal static class Recipes
{
    private static readonly Lazy<Dictionary<string, string>> All = new(() =>
        PackedTexts
            .Read(typeof(Recipes).Assembly)
            .Where(t => t.Name.StartsWith("recipes/", StringComparison.Ordinal))
            .ToDictionary(t => t.Name["recipes/".Length..], t => t.Text, StringComparer.Ordinal)
    );

    /// <summary>The address that the recipes of the repository are written for.</summary>
    public const string SampleServer = "https://governance.example";

    public const string ClusterSecret = "kubectl create secret generic governance --from-file=api-key=/dev/stdin";

    public const string Push = """
        governance monitoring push predictions.csv --model fraud-scorer --version 1.4.0 --role current \
          --start 2026-03-01T00:00:00Z --end 2026-03-08T00:00:00Z --label defaulted --score score
        """;

    public const string LineageEvent = """
        {"eventType":"COMPLETE","eventTime":"2026-03-01T04:15:00Z","producer":"https://example.com/pipeline",
         "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
         "run":{"runId":"0195a6f4-6c1e-7d3a-9c55-3f2f6a1d9b10"},"job":{"namespace":"training","name":"fraud-scorer"},
         "inputs":[{"namespace":"warehouse","name":"transactions"}],"outputs":[{"namespace":"models","name":"fraud-scorer"}]}
        """;

    /// <summary>One line: a body of decisions has one a line.</summary>
    public static string Decision { get; } =
        """
            {"decisionId":"d-1","time":"2026-03-01T09:30:00Z","model":"fraud-scorer","version":"1.4.0",
            "inputDigest":"9c1f0000000000000000000000000000000000000000000000000000000000ab",
            "output":"declined","confidence":0.91}
            """.ReplaceLineEndings("");

    public const string MlFlow = """
        import mlflow
        from mlflow import MlflowClient

        version = mlflow.register_model("runs:/RUN_ID/model", "Fraud scorer").version
        client = MlflowClient()
        client.set_registered_model_alias("Fraud scorer", "challenger", version)  # a label: always allowed
        client.set_registered_model_alias("Fraud scorer", "champion", version)    # PERMISSION_DENIED until it is approved
        """;

    /// <summary>The recipes of the repository, by their paths.</summary>
    public static IEnumerable<string> Paths => All.Value.Keys;

    /// <summary>A recipe of the repository, with the address of this portal in place of the sample's.</summary>
    public static string Read(string path, string server)
    {
        var text = All.Value.GetValueOrDefault(path) ?? throw new InvalidOperationException($"There is no recipe {path}.");
        return text.Replace(SampleServer, server, StringComparison.Ordinal).TrimEnd();
    }

    /// <summary>The settings of the command line. The key is typed, so that it is not kept in the shell's history.</summary>
    public static string Environment(string server) =>
        $"export GOVERNANCE_SERVER={server}\nread -rs GOVERNANCE_API_KEY && export GOVERNANCE_API_KEY";

    /// <summary>Fetches the key by which permits are checked offline.</summary>
    public static string Seal(string server) =>
        $"curl -fsS {server}/api/v1/promotions/seal -H \"Authorization: Bearer $GOVERNANCE_API_KEY\" -o seal.pem";

    /// <summary>Sends a body.</summary>
    public static string Post(string server, string path, string type, string body, string key = "GOVERNANCE_API_KEY") =>
        $"curl -fsS -X POST {server}{path} -H \"Authorization: Bearer ${key}\" \\\n  -H 'Content-Type: {type}' -d '{body}'";

    /// <summary>The settings of an Open Policy Agent.</summary>
    public static string Agent(string server) =>
        $$"""
            services:
              governance:
                url: {{server}}
                credentials:
                  bearer:
                    token_path: /run/secrets/governance-key
            bundles:
              governance:
                service: governance
                resource: bundles/governance
                polling:
                  min_delay_seconds: 30
                  max_delay_seconds: 60
            decision_logs:
              service: governance
            """;
}
