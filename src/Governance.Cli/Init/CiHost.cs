namespace Governance.Cli.Init;

/// <summary>A system that runs pipelines: how a repository shows that it is used, and which recipe is written for it.</summary>
/// <param name="Name">What <c>--ci</c> calls it.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Recipe">The recipe's file below <c>integrations/</c>.</param>
/// <param name="Path">Where the recipe is written. Never the file a pipeline of one's own has.</param>
/// <param name="Signs">Files and folders that show that it is used.</param>
/// <param name="Use">What is left to do with what was written.</param>
internal sealed record CiHost(string Name, string Title, string Recipe, string Path, IReadOnlyList<string> Signs, string Use)
{
    /// <summary>All of them, in the order in which they are looked for; the last is there for every repository.</summary>
    public static IReadOnlyList<CiHost> All { get; } =
    [
        new(
            "github",
            "GitHub Actions",
            "github-actions/deploy.yml",
            ".github/workflows/governance.yml",
            [".github"],
            "In the repository, set the variable GOVERNANCE_SERVER and the secret GOVERNANCE_API_KEY."
        ),
        new(
            "gitlab",
            "GitLab CI",
            "gitlab-ci/.gitlab-ci.yml",
            "governance.gitlab-ci.yml",
            [".gitlab-ci.yml", ".gitlab"],
            "Include governance.gitlab-ci.yml in .gitlab-ci.yml. Set GOVERNANCE_SERVER and the masked variable GOVERNANCE_API_KEY."
        ),
        new(
            "azure",
            "Azure Pipelines",
            "azure-pipelines/azure-pipelines.yml",
            "azure-pipelines.governance.yml",
            ["azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines", ".azuredevops"],
            "Create a pipeline from azure-pipelines.governance.yml. Set its secret variable GOVERNANCE_API_KEY."
        ),
        new(
            "jenkins",
            "Jenkins",
            "jenkins/Jenkinsfile",
            "Jenkinsfile.governance",
            ["Jenkinsfile"],
            "Create a pipeline job with the script path Jenkinsfile.governance, and a credential governance-api-key."
        ),
        new(
            "shell",
            "any shell",
            "pipeline.sh",
            "governance-pipeline.sh",
            [],
            "Call governance-pipeline.sh from your pipeline with GOVERNANCE_SERVER and GOVERNANCE_API_KEY set."
        ),
    ];

    /// <summary>Those whose signs are in a folder.</summary>
    public static IReadOnlyList<CiHost> In(string folder) =>
        [.. All.Where(host => host.Signs.Any(sign => System.IO.Path.Exists(System.IO.Path.Combine(folder, sign))))];
}
