using static Governance.Portal.Administration.Admin.Developers.Recipes;

namespace Governance.Portal.Administration.Admin.Developers;

/// <summary>
/// Every connection, with the address of this portal filled in. No key is ever part of a text: it belongs into a secret store.
/// </summary>
internal static class Connections
{
    /// <summary>The connections of the portal at this address, which ends without a slash.</summary>
    public static IReadOnlyList<Connection> Of(string server) => [.. Deployment(server), .. Data(server)];

    private static IEnumerable<Connection> Deployment(string server)
    {
        var seal = new Snippet("Pin the portal's seal once, in the repository", Seal(server), "seal.pem");
        yield return new(
            "github-actions",
            "GitHub Actions",
            ConnectionGroup.Deployment,
            "Tests policies on pull requests, checks the gate before a deployment, and validates the live model every week.",
            KeyPreset.Pipeline,
            [
                new(
                    "Set the variable and the secret",
                    $"gh variable set GOVERNANCE_SERVER --body {server}\ngh secret set GOVERNANCE_API_KEY"
                ),
                seal,
                new("Gate and permit before the deployment", Read("github-actions/deploy.yml", server), ".github/workflows/deliver.yml"),
                new("Validation on a schedule", Read("github-actions/validate.yml", server), ".github/workflows/validate.yml"),
            ]
        );
        yield return new(
            "gitlab-ci",
            "GitLab CI",
            ConnectionGroup.Deployment,
            "Tests policies on merge requests, checks the gate before a deployment, and validates the live model on a schedule.",
            KeyPreset.Pipeline,
            [
                new("Set the variables", $"glab variable set GOVERNANCE_SERVER {server}\nglab variable set GOVERNANCE_API_KEY --masked"),
                seal,
                new("Gate and permit before the deployment", Read("gitlab-ci/.gitlab-ci.yml", server), ".gitlab-ci.yml"),
                new("Validation on a schedule", Read("gitlab-ci/validate.gitlab-ci.yml", server), "validate.gitlab-ci.yml"),
            ]
        );
        yield return new(
            "azure-pipelines",
            "Azure Pipelines",
            ConnectionGroup.Deployment,
            "Tests policies on pull requests, checks the gate and gets a permit before the deployment.",
            KeyPreset.Pipeline,
            [
                new("Set the variables", "az pipelines variable create --name GOVERNANCE_API_KEY --secret true --pipeline-name NAME"),
                seal,
                new("Gate and permit before the deployment", Read("azure-pipelines/azure-pipelines.yml", server), "azure-pipelines.yml"),
            ]
        );
        yield return new(
            "jenkins",
            "Jenkins",
            ConnectionGroup.Deployment,
            "Checks the gate and gets a permit before the deployment. The key is a credential named governance-api-key.",
            KeyPreset.Pipeline,
            [
                seal,
                new("Gate and permit before the deployment", Read("jenkins/Jenkinsfile", server), "Jenkinsfile"),
                new("Validation on a schedule", Read("jenkins/Jenkinsfile.validate", server), "Jenkinsfile.validate"),
            ]
        );
        yield return new(
            "argo-cd",
            "Argo CD",
            ConnectionGroup.Deployment,
            "Stops a sync when the gate denies the version or cannot be reached.",
            KeyPreset.Gate,
            [
                new("Store the key", ClusterSecret),
                new("Hook before every sync", Read("argo-cd/pre-sync-gate.yaml", server), "pre-sync-gate.yaml"),
            ]
        );
        yield return new(
            "kubeflow",
            "Kubeflow Pipelines",
            ConnectionGroup.Deployment,
            "A gate as a step: the steps after it run only when the gate allows exactly this file.",
            KeyPreset.Pipeline,
            [new("Store the key", ClusterSecret), new("The step", Read("kubeflow/gate_step.py", server), "gate_step.py")]
        );
        yield return new(
            "kubernetes",
            "Kubernetes admission",
            ConnectionGroup.Deployment,
            "Only workloads with a valid permit for their stage and environment are admitted. Without an answer, nothing is admitted.",
            KeyPreset.Gate,
            [new("Webhook and workload", Read("kubernetes/validating-webhook.yaml", server), "validating-webhook.yaml")]
        );
        yield return new(
            "shell",
            "Any shell",
            ConnectionGroup.Deployment,
            "Registers a version, files its evidence, checks the gate and deploys with a permit.",
            KeyPreset.Pipeline,
            [
                new("Set the address and the key", Environment(server)),
                seal,
                new("The whole delivery", Read("pipeline.sh", server), "pipeline.sh"),
                new("Validation by cron or systemd", Read("cron/validate.sh", server), "validate.sh"),
            ]
        );
    }

    private static IEnumerable<Connection> Data(string server)
    {
        yield return new(
            "mlflow",
            "MLflow",
            ConnectionGroup.Data,
            "The portal as MLflow's model registry: scripts stay as they are, and production aliases need an approval.",
            KeyPreset.MlFlow,
            [
                new(
                    "Set the registry and the key",
                    $"export MLFLOW_REGISTRY_URI={server}\nread -rs MLFLOW_TRACKING_TOKEN && export MLFLOW_TRACKING_TOKEN"
                ),
                new("Register a version and set its aliases", MlFlow, "register.py"),
            ]
        );
        yield return new(
            "openlineage",
            "OpenLineage",
            ConnectionGroup.Data,
            "Spark, Airflow, dbt and other tools report which data a model was built from.",
            KeyPreset.Lineage,
            [
                new(
                    "Set the address and the key",
                    $"export OPENLINEAGE_URL={server}\nread -rs OPENLINEAGE_API_KEY && export OPENLINEAGE_API_KEY"
                ),
                new("Send one event by hand", Post(server, "/api/v1/lineage", "application/json", LineageEvent, "OPENLINEAGE_API_KEY")),
            ]
        );
        yield return new(
            "decisions",
            "Decision logging",
            ConnectionGroup.Data,
            "Every decision of a model in use goes into the log, where its proof can be checked offline.",
            KeyPreset.Decisions,
            [
                new("Set the address and the key", Environment(server)),
                new("Send decisions from a file, one JSON object per line", "governance decisions push decisions.ndjson"),
                new("Send one decision with curl", Post(server, "/api/v1/decisions", "application/x-ndjson", Decision)),
            ]
        );
        yield return new(
            "monitoring",
            "Monitoring",
            ConnectionGroup.Data,
            "Predictions and labels for a week or a day: drift, quality, performance and fairness are computed from them.",
            KeyPreset.Monitoring,
            [new("Set the address and the key", Environment(server)), new("Upload a window of predictions", Push)]
        );
        yield return new(
            "opa",
            "Open Policy Agent",
            ConnectionGroup.Data,
            "An agent fetches models, deployments and policies as a bundle, and reports its decisions.",
            KeyPreset.PolicyEngine,
            [
                new("Keep the key in a file that only the agent can read", "install -m 600 /dev/stdin /run/secrets/governance-key"),
                new("Bundle and decision log", Agent(server), "opa.yaml"),
            ]
        );
    }
}
