using System.Text;

namespace Governance.Policies.Tests;

/// <summary>Reports as other tools write them: each says what it found, that it measured nothing, or why it cannot be read.</summary>
public sealed class ForeignReportTests
{
    /// <summary>
    /// Where the severity of a result stands. Source: SARIF 2.1.0, 3.27.10, 3.20.5, 3.52, 3.54 and GitHub's security-severity.
    /// </summary>
    [Theory]
    [InlineData("""{"ruleId": "A"}""", "critical 0, high 0, medium 1, low 0")]
    [InlineData("""{"ruleId": "E"}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"ruleIndex": 1}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"rule": {"index": 1}}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"rule": {"id": "E/2", "index": -1}}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"rule": {"index": 0, "toolComponent": {"index": 0}}}""", "critical 1, high 0, medium 0, low 0")]
    [InlineData("""{"ruleId": "O"}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"ruleId": "O", "level": "note"}""", "critical 0, high 0, medium 0, low 1")]
    [InlineData("""{"ruleIndex": -1, "level": "ERROR"}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"ruleId": "A", "level": "note", "properties": {"security-severity": "9.1"}}""", "critical 1, high 0, medium 0, low 0")]
    [InlineData("""{"ruleId": "E", "kind": "pass"}""", "critical 0, high 0, medium 0, low 0")]
    [InlineData("""{"ruleId": "E", "kind": "notApplicable"}""", "critical 0, high 0, medium 0, low 0")]
    [InlineData("""{"ruleId": "E", "kind": "Fail"}""", "critical 0, high 1, medium 0, low 0")]
    [InlineData("""{"ruleId": "E", "kind": "violation"}""", "critical 0, high 1, medium 0, low 0")]
    public void Sarif_SeverityOfAResult_IsFoundWhereverItStands(string result, string expected)
    {
        var scan = Read(
            "security-scan",
            $$$"""
            {"version": "2.1.0", "runs": [{
              "tool": {"driver": {"name": "T",
                "rules": [{"id": "A"}, {"id": "E", "defaultConfiguration": {"level": "error"}}, {"id": "O"}]},
                "extensions": [{"name": "P", "rules": [{"id": "X", "properties": {"security-severity": "9.8"}}]}]},
              "invocations": [{"executionSuccessful": true,
                "ruleConfigurationOverrides": [{"descriptor": {"index": 2}, "configuration": {"level": "error"}}]}],
              "results": [{{{result}}}]}]}
            """
        ).Facts;

        Assert.Equal(
            (expected, null),
            ($"critical {scan.Scan!.Critical}, high {scan.Scan.High}, medium {scan.Scan.Medium}, low {scan.Scan.Low}", scan.NotMeasured)
        );
    }

    [Theory]
    [InlineData("""{"invocations": [{"executionSuccessful": true, "exitSignalName": "SIGKILL"}]}""", "T says that its run failed")]
    [InlineData("""{"invocations": [{"exitCode": 137}]}""", "T says that its run failed")]
    [InlineData(
        """{"invocations": [{"executionSuccessful": false, "processStartFailureMessage": "no such file"}]}""",
        "T says that its run failed: no such file"
    )]
    [InlineData(
        """
            {"invocations": [{"executionSuccessful": true,
              "toolExecutionNotifications": [{"descriptor": {"id": "N"}, "message": {"text": "boom"}}]}]}
            """,
        "T says that its run failed: boom"
    )]
    [InlineData(
        """{"externalPropertyFileReferences": {"results": [{"itemCount": 5}]}}""",
        "T keeps its results in other files, which are not read"
    )]
    [InlineData("""{"invocations": [{"executionSuccessful": true, "exitCode": 1}]}""", null)]
    [InlineData("""{"invocations": [{"exitCode": 0}]}""", null)]
    public void Sarif_RunThatBrokeOff_IsNoCleanScan(string run, string? reason)
    {
        var text =
            """{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T", "notifications": [{"id": "N", "defaultConfiguration": """
            + """{"level": "error"}}]}}, "results": [], """
            + run.Trim()[1..]
            + "]}";

        Assert.Equal(reason, Read("security-scan", text).Facts.NotMeasured);
    }

    // Sarif.Sdk of .NET writes the mark of byte order.
    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public void Report_UnderAnyName_IsReadByItsContent(string mediaType)
    {
        byte[] failed = [.. Encoding.UTF8.Preamble, .. """{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}}]}"""u8];

        Assert.Equal(
            "T lists no results, which SARIF says of a scan that did not run",
            EvidenceFacts.Read("security-scan", failed, mediaType).Facts.NotMeasured
        );
        Assert.Equal("it has no figure", EvidenceFacts.Read("validation", "{}"u8.ToArray(), mediaType).Facts.NotMeasured);
        // Lines of JSON are no JSON: a log of another tool that someone files as it is.
        var lines = EvidenceFacts.Read("prompt-safety", "{\"a\": 1}\n{\"a\": 2}\n"u8.ToArray(), mediaType).Facts;
        Assert.Equal(mediaType == "application/json", lines.Unreadable is not null);
    }

    /// <summary>95 keeps any lower bound of an accuracy, and a signed difference any upper one.</summary>
    [Theory]
    [InlineData("validation", """{"accuracy": 95}""", "accuracy is 95, and accuracy lies from 0 to 1")]
    [InlineData("validation", """{"metrics": {"auc": {"value": 1.2, "n": 9}}}""", "metrics.auc.value is 1.2, and auc lies from 0 to 1")]
    [InlineData("validation", """{"logLoss": -0.1}""", "logLoss is -0.1, and logLoss is never below 0")]
    [InlineData("validation", """{"metrics": {"groundedness": 4.2}}""", "metrics.groundedness is 4.2, and groundedness lies from 0 to 1")]
    [InlineData("validation", """{"metrics": {"recallAt10": 88}}""", "metrics.recallAt10 is 88, and recallAt10 lies from 0 to 1")]
    [InlineData(
        "prompt-safety",
        """{"metrics": [{"name": "attackSuccessRate", "value": -0.1}]}""",
        "metrics[0].value is -0.1, and attackSuccessRate lies from 0 to 1"
    )]
    [InlineData(
        "fairness",
        """{"attributes": [{"attribute": "sex", "demographicParityDifference": -0.4}]}""",
        "attributes[0].demographicParityDifference is -0.4, and demographicParityDifference lies from 0 to 1"
    )]
    [InlineData(
        "fairness",
        """{"attributes": [{"attribute": "sex", "demographicParityRatio": {"minimumSize": 1.4, "all": 1.4}}]}""",
        "attributes[0].demographicParityRatio is 1.4, and demographicParityRatio lies from 0 to 1"
    )]
    [InlineData("validation", """{"logLoss": 3.5, "metrics": {"mae": -4, "accuracyPercent": 95}}""", null)]
    public void Figure_BeyondItsScale_IsNotTheFigureOfThatName(string kind, string payload, string? reason) =>
        Assert.Equal(reason, Read(kind, payload).Facts.Unreadable);

    [Theory]
    [InlineData("validation", """{"accuracy": 1, "labelled": 0}""", "each of its figures is undefined")]
    [InlineData("validation", """{"metrics": {"auc": {"value": 1, "n": 0, "low": 1, "high": 1}}}""", "each of its figures is undefined")]
    [InlineData("prompt-safety", """{"metrics": {"attackSuccessRate": {"value": 0, "n": 0}}}""", "each of its figures is undefined")]
    [InlineData("drift", """{"features": [{"name": "age"}]}""", "it has no statistic of any feature")]
    [InlineData("drift", """{"features": [{"name": "age", "psi": null}]}""", "it has no statistic of any feature")]
    [InlineData(
        "security-scan",
        """{"tools": ["trivy"], "findings": {"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 3, "unknown": 7}}""",
        "findings.unknown counts findings that are none of critical, high, medium, low"
    )]
    public void Figure_OfNothing_IsNoMeasurement(string kind, string payload, string reason) =>
        Assert.Equal(reason, Read(kind, payload).Facts.NotMeasured);

    /// <summary>CVSS 3.1, section 5: 9.0 is critical, 7.0 high, 4.0 medium, 0.1 low.</summary>
    [Theory]
    [InlineData("""{"score": 9.8, "method": "CVSSv31"}""", 1, 0, 0, 0)]
    [InlineData("""{"score": 7, "method": "CVSSv4"}""", 0, 1, 0, 0)]
    [InlineData("""{"score": 6.9, "method": "CVSSv3"}""", 0, 0, 1, 0)]
    [InlineData("""{"score": 0.1, "method": "CVSSv31"}""", 0, 0, 0, 1)]
    [InlineData("""{"score": 2, "method": "other"}""", 0, 1, 0, 0)]
    [InlineData("""{"score": 9.8, "method": "CVSSv31", "severity": "low"}""", 0, 0, 0, 1)]
    [InlineData("""{"severity": "unknown"}""", 0, 1, 0, 0)]
    public void CycloneDx_RatingWithoutASeverity_IsThatOfItsScore(string rating, long critical, long high, long medium, long low)
    {
        var scan = Read(
            "sbom",
            $$$"""
            {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a"}],
             "vulnerabilities": [{"id": "CVE-1", "ratings": [{{{rating}}}]}]}
            """
        ).Facts.Scan!;

        Assert.Equal((critical, high, medium, low), (scan.Critical, scan.High, scan.Medium, scan.Low));
    }

    /// <summary>The JSON-LD of SPDX 3.0 takes one value without a list, and the id of an element in its place.</summary>
    [Theory]
    [InlineData("""{"type": "Hash", "algorithm": "sha256", "hashValue": "DIGEST"}""")]
    [InlineData("""[{"type": "Hash", "algorithm": "sha256", "hashValue": "DIGEST"}]""")]
    [InlineData("""["_:hash"]""")]
    [InlineData("\"_:hash\"")]
    public void Spdx3_Digest_IsReadInEachForm(string verified)
    {
        var digest = new string('a', 64);
        var facts = Read(
            "sbom",
            """
            {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
              {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"},
              {"type": "Hash", "@id": "_:hash", "algorithm": "sha256", "hashValue": "DIGEST"},
              {"type": "ai_AIPackage", "spdxId": "urn:p", "name": "p", "ai_domain": ["law"], "verifiedUsing": VERIFIED}]}
            """.Replace("VERIFIED", verified, StringComparison.Ordinal).Replace("DIGEST", digest, StringComparison.Ordinal)
        ).Facts;

        Assert.Null(facts.Unreadable);
        Assert.Equal([digest], facts.Sbom!.ModelSha256);
        Assert.Equal(digest, Assert.Single(facts.Sbom.Claims).Sha256);
    }

    [Theory]
    [InlineData("spdxVersion: SPDX-2.3\npackages: []\n", "an SPDX document in YAML")]
    // The forms of spdx/tools-python, tests/spdx/data/SPDXYAMLExample-v2.3.spdx.yaml and SPDXXMLExample-v2.3.spdx.xml.
    [InlineData("---\nSPDXID: \"SPDXRef-DOCUMENT\"\nspdxVersion: \"SPDX-2.3\"\n", "an SPDX document in YAML")]
    [InlineData("<?xml version='1.0'?>\n<Document>\n  <spdxVersion>SPDX-2.3</spdxVersion>\n</Document>\n", "an SPDX document in XML")]
    [InlineData("\n\u00031.6\u0012\u0024urn:uuid:3e671687\u001a\u0002\b\u0001", "none of the forms that are read")]
    [InlineData("<SoftwareIdentity/>", "none of the forms that are read")]
    public void Sbom_InAnotherForm_IsNamedForWhatItIs(string text, string form) =>
        Assert.Equal(
            $"this is {form}; CycloneDX is read as JSON or XML, and SPDX as JSON or tag-value text",
            EvidenceFacts.Read("sbom", Encoding.UTF8.GetBytes(text), "application/octet-stream").Facts.Unreadable
        );

    /// <summary>What a template leaves to be written is no claim, in Markdown and in JSON.</summary>
    [Theory]
    [InlineData("[More Information Needed]", false)]
    [InlineData("> *TBD*", false)]
    [InlineData("TODO:", false)]
    [InlineData("…", false)]
    [InlineData("???", false)]
    [InlineData("{{ limitations | default(\"\", true) }}", false)]
    [InlineData("Lorem ipsum dolor sit amet.", false)]
    [InlineData("_To be completed._", false)]
    [InlineData("None.", true)]
    [InlineData("Not applicable", true)]
    [InlineData("TBD by the second line: see RSK-0001.", true)]
    public void Card_WithWhatIsStillToBeWritten_ClaimsNothing(string text, bool claims)
    {
        string[] cards =
        [
            $"# Scorer\n\n## Limitations\n\n{text}\n",
            $"Scorer\n======\n\nLimitations\n-----------\n\n{text}\n",
            $"---\nlimitations: ['{text}']\n---\n",
        ];
        foreach (var card in cards)
        {
            var facts = EvidenceFacts.Read("model-card", Encoding.UTF8.GetBytes(card), "text/markdown").Facts;

            Assert.Equal(claims ? ["limitations"] : [], facts.CardSections!);
            Assert.Equal(claims ? null : "none of its sections is filled in", facts.NotMeasured);
        }

        var json = Read("model-card", System.Text.Json.JsonSerializer.Serialize(new { limitations = new[] { new { text } } })).Facts;
        Assert.Equal(claims ? null : "none of its sections is filled in", json.NotMeasured);
    }

    // Many cards of Hugging Face give an accuracy of 92.3.
    [Fact]
    public void Card_WithPercentages_DeclaresNoShares()
    {
        var card =
            "---\nmodel-index:\n- results:\n  - metrics:\n    - type: accuracy\n      value: 92.3\n    - type: f1\n      value: 0.91\n"
            + "    - type: wer\n      value: 12.5\n---\n## Use\n\nAt home\n";

        Assert.Equal(
            ["f1", "wer"],
            EvidenceFacts.Read("model-card", Encoding.UTF8.GetBytes(card), "text/markdown").Metrics.Select(metric => metric.Name)
        );
    }

    private static EvidenceReading Read(string kind, string payload) =>
        EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), "application/json");
}
