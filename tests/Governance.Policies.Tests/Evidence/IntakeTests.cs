using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary>Documents made elsewhere: what is taken from them, and what is only a claim.</summary>
public sealed class IntakeTests
{
    private const string Card = """
        ---
        license: apache-2.0
        library_name: sklearn
        tags: [tabular, credit]
        base_model:
        model-index:
          - name: credit-scorer
            results:
              - task: {type: tabular-classification}
                dataset: {name: applications, type: tabular}
                metrics:
                  - {type: roc_auc, value: 0.91}
                  - {type: accuracy, value: 0.88, name: Accuracy}
                  - {type: "bad name!", value: 0.1}
        ---
        # Credit scorer
        ## Limitations
        Not for business loans.
        ## Ethical considerations
        <!-- to be written -->
        ```
        # not a heading
        ```
        """;

    [Fact]
    public void ModelCard_WithFrontMatter_GivesSectionsAndClaims()
    {
        var reading = Read("model-card", Card, "text/markdown; charset=utf-8");

        Assert.Contains("limitations", reading.Facts.CardSections!);
        Assert.Contains("license", reading.Facts.CardSections!);
        Assert.DoesNotContain("base_model", reading.Facts.CardSections!);
        Assert.Equal(
            [("auc", 0.91, "declared", "applications"), ("accuracy", 0.88, "declared", "applications")],
            reading.Metrics.Select(metric => (metric.Name, metric.Value!.Value, metric.Source, metric.Slice))
        );
    }

    // The template of huggingface/hub-docs (modelcard.md), what the Trainer of transformers writes, and its front matter with blank lines.
    [Fact]
    public void ModelCard_SectionsThatSayNothing_AreNotFilledIn()
    {
        var reading = Read(
            "model-card",
            """
            ---

            license: mit

            base_model: "[More Information Needed]"

            ---
            # Card
            <!-- Generated. You
            should proofread it. -->
            ## Intended uses & limitations

            More information needed

            ## Bias
            <!-- What biases
            are known? -->

            [More Information Needed]

            ## Details

            - **Developed by:** [More Information Needed]
            - **Funded by [optional]:** [More Information Needed]

            ## Sources

            - **Repository:** https://git.example/m
            - **Paper:** [More Information Needed]

            ## Warning

            **Not for children**
            """,
            "text/markdown"
        );

        Assert.Equal(["license", "sources", "warning"], reading.Facts.CardSections);
        Assert.Equal(
            ["intendedUse"],
            Read(
                "model-card",
                """{"intendedUse": "Scores", "limitations": "[More Information Needed]", "risks": " \n "}"""
            ).Facts.CardSections
        );
        Assert.True(
            CardClaims.TryRead(Encoding.UTF8.GetBytes("## Bias\n\n[More Information Needed]\n\n## Use\n\nAt home\n"), out var said, out _)
        );
        Assert.Equal(["use"], said.Keys);
    }

    [Fact]
    public void ModelCard_ItsClaims_NeverStandAgainstAMeasurement()
    {
        var claim = Metric("auc", 0.99, evidence: "EVD-0001") with { Source = "declared" };
        var input = Input with { Evidence = [Evidence("EVD-0001", "model-card")], Metrics = [claim, Metric("auc", 0.6)] };

        Assert.Equal(RuleOutcome.Fail, Judge("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.8}", input).Outcome);
    }

    [Theory]
    [InlineData("---\na: &x [1]\nb: *x\n---\n", "Anchors")]
    [InlineData("---\na: b\n", "no end")]
    [InlineData("---\n- a\n---\n", "no mapping")]
    [InlineData("---\na: b\na: c\n---\n", "already given")]
    public void ModelCard_HostileFrontMatter_SaysWhy(string card, string why) =>
        Assert.Contains(why, Read("model-card", card, "text/markdown").Facts.Unreadable!, StringComparison.Ordinal);

    [Fact]
    public void ModelCard_NotUtf8_SaysWhy() =>
        Assert.NotNull(EvidenceFacts.Read("model-card", new byte[] { 0xFF, 0xFE, 0x41 }, "text/markdown").Facts.Unreadable);

    [Theory]
    [InlineData("1.6")]
    [InlineData("1.7")]
    public void CycloneDx_Vulnerabilities_CountOnceByTheGravestRating(string version)
    {
        var facts = Read(
            "sbom",
            $$$"""
            {"bomFormat": "CycloneDX", "specVersion": "{{{version}}}",
             "metadata": {"tools": {"components": [{"type": "application", "name": "grype"}]}},
             "components": [{"type": "machine-learning-model", "name": "m",
               "hashes": [{"alg": "SHA-256", "content": "{{{Artifact.ToUpperInvariant()}}}"}], "licenses": [{"license": {"id": "MIT"}}]}],
             "vulnerabilities": [
               {"id": "CVE-1", "ratings": [{"severity": "low"}, {"severity": "critical"}]},
               {"id": "CVE-2"},
               {"id": "CVE-3", "ratings": [{"severity": "unknown"}]},
               {"id": "CVE-4", "ratings": [{"severity": "info"}]}]}
            """
        ).Facts;

        Assert.Equal([Artifact], facts.Sbom!.ModelSha256);
        Assert.Equal((1L, 2L, 0L, 0L), (facts.Scan!.Critical, facts.Scan.High, facts.Scan.Medium, facts.Scan.Low));
        Assert.Equal(["grype"], facts.Scan.Tools);
        Assert.Equal(
            RuleOutcome.Fail,
            Judge(
                "type: security_scan, params: {maxSeverity: high}",
                Input with
                {
                    Evidence = [Evidence("EVD-0001", "sbom", facts: facts)],
                }
            ).Outcome
        );
    }

    [Theory]
    [InlineData("""{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}""", false)]
    [InlineData("""{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [], "vulnerabilities": []}""", false)]
    [InlineData("""{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [], "vulnerabilities": [{"id": "CVE-1"}]}""", true)]
    public void CycloneDx_SilentOnVulnerabilities_IsNoCleanScan(string sbom, bool scanned) =>
        Assert.Equal(scanned, Read("sbom", sbom).Facts.Scan is not null);

    [Fact]
    public void Spdx3_AiAndDatasetPackages_AreReadAsClaimsAndKept()
    {
        var facts = Read(
            "sbom",
            $$$"""
            {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
              {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"},
              {"type": "ai_AIPackage", "spdxId": "urn:m", "name": "credit-scorer", "ai_safetyRiskAssessment": "high",
               "ai_typeOfModel": ["gradient boosting"], "ai_limitation": "Not for business loans",
               "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": "{{{Artifact}}}"}]},
              {"type": "dataset_DatasetPackage", "spdxId": "urn:d", "name": "applications",
               "dataset_hasSensitivePersonalInformation": "yes", "dataset_knownBias": ["age", "region"]}]}
            """
        ).Facts;

        var (ai, dataset) = (facts.Sbom!.Claims[0], facts.Sbom.Claims[1]);
        Assert.Equal(("ai", Artifact, "high"), (ai.Type, ai.Sha256, ai.Members["safetyRiskAssessment"]));
        Assert.Equal(
            ("dataset", "yes", "age, region"),
            (dataset.Type, dataset.Members["hasSensitivePersonalInformation"], dataset.Members["knownBias"])
        );
        var input = Input with { Evidence = [Evidence("EVD-0001", "sbom", facts: facts)] };
        Assert.Equal(input.ToBytes(), GateInput.Read(input.ToBytes()).Input!.ToBytes());
        Assert.Equal(
            RuleOutcome.Pass,
            Judge("type: sbom_required, params: {formats: [spdx-3], requireMlModelComponent: true}", input).Outcome
        );
    }

    private static EvidenceReading Read(string kind, string payload, string mediaType = "application/json") =>
        EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), mediaType);
}
