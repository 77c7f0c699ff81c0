namespace Governance.Portal.Tests.Api;

internal static partial class OperationLines
{
    // From answers to a signature.
    private const string Assessments = """
        key GET /api/v1/assessments
        key GET /api/v1/assessments/laws => law=1.id
        compliance POST /api/v1/assessments/evaluate {"answers":{"Q01":"ai_system","Q04":["builds_under_own_name"]},"date":"2026-11-20"}
        compliance POST /api/v1/assessments {"system":"SYS-0003"} => assessment=id
        key GET /api/v1/assessments/$assessment
        compliance PATCH /api/v1/assessments/$assessment {"answers":{"Q01":"ai_system"},"reasons":{"Q01":"It infers scores from data"}}
        key GET /api/v1/assessments/$assessment/compare?law=$law
        compliance POST /api/v1/assessments/$assessment/submit
        legal POST /api/v1/assessments/$assessment/return {"reason":"Q43: say which data is used"}
        compliance POST /api/v1/assessments/$assessment/submit => result=resultSha256
        legal POST /api/v1/assessments/$assessment/sign {"resultSha256":"$result"}
        compliance POST /api/v1/assessments {"system":"SYS-0003"} => assessment=id
        compliance POST /api/v1/assessments/$assessment/withdraw
        """;

    // The log, its proofs and its exports.
    private const string Audit = """
        auditor GET /api/v1/audit/checkpoint
        auditor GET /api/v1/audit/entries
        auditor GET /api/v1/audit/entries/export?format=csv
        auditor GET /api/v1/audit/entries/export?format=json
        auditor GET /api/v1/audit/entries/3
        auditor GET /api/v1/audit/entries/3/package
        auditor GET /api/v1/audit/entries/3/receipt
        auditor GET /api/v1/audit/export
        auditor GET /api/v1/audit/export?gzip
        auditor GET /api/v1/audit/proof/consistency?from=15&to=20
        auditor GET /api/v1/audit/proof/inclusion?index=17&size=20
        """;

    // One under way, one that was none, one withdrawn from use, a drill to its end.
    private const string Incidents = """
        key GET /api/v1/incidents
        key GET /api/v1/incidents/playbooks
        key GET /api/v1/incidents/questions
        key GET /api/v1/incidents/INC-0003
        key GET /api/v1/incidents/INC-0003/timeline
        key GET /api/v1/incidents/INC-0003/report => point=points.0.id
        risk POST /api/v1/incidents/INC-0003/timeline {"text":"Feed age back under 6 h","happenedAt":"$yesterday"}
        risk PATCH /api/v1/incidents/INC-0003 {"severity":"high"}
        risk POST /api/v1/incidents/INC-0003/evidence {"items":[{"name":"serving.log","sha256":"$digest64"}]}
        risk POST /api/v1/incidents/INC-0003/assessment {"harm":"412 declined, 37 would pass with fresh data","peopleAffected":37,
          "countries":["DE"]}
        risk POST /api/v1/incidents/INC-0003/follow-ups {"text":"Feeds older than 6 h pass the gate","inherent":{"likelihood":3,
          "impact":4}}
        risk POST /api/v1/incidents/INC-0003/messages {"audience":"authority"}
        risk PUT /api/v1/incidents/INC-0003/messages/2 {"subject":"Serious incident","body":"What is known so far"}
        risk POST /api/v1/incidents/INC-0003/messages/2/hold {"waitsFor":"Class confirmation"}
        risk POST /api/v1/incidents/INC-0003/messages/2/send {"sentAt":"$now","recipients":1,"receipt":"MSA-2026-114"}
        risk POST /api/v1/incidents/INC-0003/class {"answers":{"SQ1":"no","SQ2":"no","SQ3":"no","SQ4":"yes","SQ5":"no","SQ6":"no"},
          "causalLink":"likely","reason":"Applicants were declined on stale data"}
        legal POST /api/v1/incidents/INC-0003/class/confirm {"note":"Agreed"}
        risk PUT /api/v1/incidents/INC-0003/report/points/$point {"text":"A customer called."}
        risk GET /api/v1/incidents/INC-0003/report/points/$point/versions
        risk PUT /api/v1/incidents/INC-0003/post-mortem {"happened":"It leaked","impact":"12 people","causes":"A prompt",
          "changed":"A filter"}
        risk POST /api/v1/incidents/INC-0003/recovery {"kind":"resume","reason":"The filter is live"}
        risk POST /api/v1/incidents {"title":"Stale feed","severity":"severe","category":"data-quality",
          "versions":[{"model":"credit-default","version":"2.0.0"}],"providerAwareAt":"$yesterday"} => incident=id
        risk POST /api/v1/incidents/$incident/dismiss {"reason":"Same as INC-0002"}
        risk POST /api/v1/incidents {"title":"Leak","severity":"severe","category":"privacy","versions":[{"model":"netflow-detector",
          "version":"1.1.0"}]} => incident=id
        risk POST /api/v1/incidents/$incident/contain {"mode":"take-offline","note":"Traffic goes to manual review"}
        risk POST /api/v1/incidents/$incident/containment/confirm {"system":"scoring cluster eu-1","note":"0 requests since 16:20"}
        risk POST /api/v1/incidents/$incident/evidence {"items":[]}
        risk POST /api/v1/incidents/$incident/steps/cut-access/done {"note":"Keys of the batch client revoked"}
        risk POST /api/v1/incidents/$incident/recovery {"kind":"withdraw","reason":"It stays away"}
        risk POST /api/v1/incidents/$incident/release {"model":"netflow-detector","version":"1.1.0","reason":"Feed check added"}
        risk POST /api/v1/incidents {"title":"Drill","severity":"high","category":"privacy","drill":true,
          "versions":[{"model":"netflow-detector","version":"1.1.0"}]} => drill=id
        risk POST /api/v1/incidents/$drill/contain {"mode":"take-offline"}
        risk POST /api/v1/incidents/$drill/evidence {"items":[]}
        risk POST /api/v1/incidents/$drill/assessment {"harm":"None: an exercise","peopleAffected":0}
        engineer POST /api/v1/incidents/$drill/class {"answers":{"SQ1":"no","SQ2":"no","SQ3":"no","SQ4":"no","SQ5":"no","SQ6":"no"},
          "causalLink":"excluded","reason":"An exercise"}
        legal POST /api/v1/incidents/$drill/class/confirm {"note":"Agreed"}
        risk POST /api/v1/incidents/$drill/cut-access {"note":"An exercise"}
        risk POST /api/v1/incidents/$drill/steps/other-regimes/done {"note":"None"}
        risk POST /api/v1/incidents/$drill/steps/tell-affected/skip {"note":"No one outside is affected"}
        risk POST /api/v1/incidents/$drill/recovery {"kind":"resume","reason":"The exercise is over"}
        risk PUT /api/v1/incidents/$drill/post-mortem {"happened":"The list was old","impact":"None","causes":"It is kept by hand",
          "changed":"It is kept by a job"}
        risk POST /api/v1/incidents/$drill/close {"note":"Read by all owners"}
        """;

    // A playbook that calls the receiver: proposed three times, approved by another person, followed.
    private const string Playbooks = """
        key GET /api/v1/playbooks
        key GET /api/v1/playbooks/security
        risk POST /api/v1/playbooks {"playbook":"$playbook","reason":"Cases are opened in the SOAR"} => version=id
        risk POST /api/v1/playbooks/versions/$version/withdraw
        risk POST /api/v1/playbooks {"playbook":"$playbook","reason":"Cases are opened in the SOAR"} => version=id, text=sha256
        security POST /api/v1/playbooks/versions/$version/reject {"reason":"Not yet"}
        risk POST /api/v1/playbooks {"playbook":"$playbook","reason":"Cases are opened in the SOAR"} => version=id, text=sha256
        security POST /api/v1/playbooks/versions/$version/approve {"sha256":"$text"}
        key GET /api/v1/playbooks/versions/$version
        risk POST /api/v1/incidents {"title":"Leak again","severity":"high","category":"privacy",
          "versions":[{"model":"netflow-detector","version":"1.1.0"}]} => incident=id
        risk POST /api/v1/incidents/$incident/contain {"mode":"take-offline"}
        risk POST /api/v1/incidents/$incident/steps/isolate/call
        """;

    // One cancelled, one opened again before it is signed, one closed.
    private const string Retirements = """
        key GET /api/v1/retirements
        key GET /api/v1/retirements/RET-0001
        key GET /api/v1/retirements/RET-0001/entries
        engineer POST /api/v1/retirements {"subject":"credit-default@2.2.0","reason":"Never used"} => retirement=id
        owner PATCH /api/v1/retirements/$retirement {"plannedAt":"$later"}
        owner POST /api/v1/retirements/$retirement/traffic/stop {"note":"Route switched at 09:00"}
        owner POST /api/v1/retirements/$retirement/cancel {"reason":"The successor failed its validation"}
        risk POST /api/v1/risks {"title":"Nobody knows it","category":"operational","model":"fraud-scorer","version":"1.1.0",
          "inherent":{"likelihood":2,"impact":2},"treatment":"reduce"} => risk=id
        engineer POST /api/v1/retirements {"subject":"fraud-scorer@1.1.0","reason":"Never used"} => retirement=id, usedKey=keys.0.key
        owner POST /api/v1/retirements/$retirement/traffic/stop {"note":"Route switched at 09:00"}
        key POST /api/v1/retirements/$retirement/traffic/confirmations {"how":"serving-system","system":"scoring cluster",
          "note":"0 requests in 24 h"}
        owner POST /api/v1/retirements/$retirement/keys {"keys":["$usedKey"],"revoke":true}
        owner POST /api/v1/retirements/$retirement/tasks/1/done {"words":"Done","evidence":"report.pdf $digest64"}
        owner PUT /api/v1/retirements/$retirement/retention {"until":"$years","basis":"Art. 18(1)"}
        owner POST /api/v1/retirements/$retirement/data {"items":[{"kind":"artifact","id":"fraud-scorer@1.1.0"}],"choice":"keep",
          "until":"$yearsDay","basis":"Art. 18(1)"}
        owner POST /api/v1/retirements/$retirement/dependants {"dependants":[{"kind":"risk","id":"$risk"}],"decision":"accepted",
          "reason":"It ends with the version"}
        engineer POST /api/v1/retirements/$retirement/signatures
        key GET /api/v1/retirements/$retirement/statement
        engineer POST /api/v1/retirements/$retirement/reopen {"reason":"A pipeline still calls it"}
        engineer POST /api/v1/models/fraud-scorer/versions {"version":"1.2.0",
          "artifact":{"sha256":"b10478af3af475a7c0d413b421ce3a03d1159034fc16c183d67a49ae8e98a07c","sizeBytes":6,"mediaType":"text/plain"}}
        engineer POST /api/v1/models/fraud-scorer/versions/1.2.0/promotions {"to":"retired","reason":"Nobody uses it"} => promotion=id,
          digest=bundleDigest
        owner POST /api/v1/session/reauthenticate {"password":"$password","promotion":"$promotion","role":"owner","decision":"approve",
          "bundleDigest":"$digest"} => proof=proof
        owner POST /api/v1/promotions/$promotion/signoffs {"role":"owner","decision":"approve","comment":"Read","bundleDigest":"$digest"}
        owner GET /api/v1/retirements?model=fraud-scorer => retirement=items.0.id
        owner GET /api/v1/retirements/$retirement
        owner POST /api/v1/retirements/$retirement/traffic/confirmations {"how":"person","system":"scoring cluster",
          "evidence":"report.pdf $digest64"}
        owner POST /api/v1/retirements/$retirement/tasks/1/done {"words":"Done","evidence":"report.pdf $digest64"}
        owner PUT /api/v1/retirements/$retirement/retention {"until":"$years","basis":"Art. 18(1)"}
        owner POST /api/v1/retirements/$retirement/close
        owner PUT /api/v1/retirements/RET-0001/tasks/1 {"owner":"engineer@demo.example","dueAt":"$soon"}
        """;

    // The register.
    private const string Risks = """
        key GET /api/v1/risks
        key GET /api/v1/risks/summary
        key GET /api/v1/risks/coverage
        key GET /api/v1/risks/coverage/export
        key GET /api/v1/risks/export
        key GET /api/v1/risks/export?format=xlsx
        risk POST /api/v1/risks {"title":"Economic shock breaks calibration","category":"drift","model":"credit-default",
          "inherent":{"likelihood":4,"impact":4},"residual":{"likelihood":3,"impact":3},"treatment":"reduce"} => risk=id
        key GET /api/v1/risks/library
        risk POST /api/v1/risks/library {"place":"credit-default","risks":[{"id":"DP-1"}]}
        risk POST /api/v1/risks/bulk {"ids":["RSK-0001","$risk"],"owner":"owner@demo.example","review":true,"note":"Quarterly review"}
        risk PUT /api/v1/risks/coverage/owasp-llm-2025/LLM01:2025/credit-default {"applies":false,"reason":"There is no prompt."}
        risk POST /api/v1/risks/import [text/csv] title,category,inherentLikelihood,inherentImpact\nA new risk,drift,3,3\n
        key GET /api/v1/risks/$risk
        risk PATCH /api/v1/risks/$risk {"residual":{"likelihood":2,"impact":3},"reason":"Calibration by segment is live"}
        key GET /api/v1/risks/$risk/history
        key GET /api/v1/risks/$risk/timeline
        ! files
        risk GET /api/v1/incidents/INC-0003/comments => comment=items.0.id
        risk GET /api/v1/incidents/INC-0003/comments/$comment/attachments/1
        risk GET /api/v1/risks/$risk/comments => comment=items.0.id
        risk GET /api/v1/risks/$risk/comments/$comment/attachments/1
        risk POST /api/v1/risks/$risk/mitigations {"text":"Monthly calibration by segment"}
        risk POST /api/v1/risks/$risk/mitigations/1/in-place {"evidence":"EVD-0004"}
        risk POST /api/v1/risks/$risk/steps {"text":"Retrain without employment_since","dueAt":"$soon"}
        risk POST /api/v1/risks/$risk/steps/1/done {"evidence":"EVD-0005"}
        risk POST /api/v1/risks/$risk/review {"reason":"Quarterly review"}
        risk PUT /api/v1/risks/$risk/signal {"monitor":"$monitor","warningAdds":1,"alertAdds":2}
        risk DELETE /api/v1/risks/$risk/signal
        risk POST /api/v1/risks/$risk/accept {"reason":"Within appetite until the new labels arrive","expiresAt":"$soon"}
        risk POST /api/v1/risks/$risk/accept/revoke {"reason":"The portfolio changed"}
        risk POST /api/v1/risks/$risk/close {"reason":"The model is retired"}
        risk POST /api/v1/risks/$risk/reopen {"reason":"It came back with 2.3.0"}
        """;

    // AI systems and their obligations.
    private const string Systems = """
        key GET /api/v1/systems
        key GET /api/v1/systems/SYS-0001
        compliance POST /api/v1/systems {"name":"Card fraud","purpose":"Blocks card fraud","owner":"owner@demo.example",
          "lifeCycle":"development","roles":["provider"],"models":["fraud-scorer"],"countries":["DE"]} => system=id
        compliance PATCH /api/v1/systems/$system {"lifeCycle":"testing","placedOn":"$laterDay"}
        key GET /api/v1/systems/SYS-0001/obligations => obligation=items.0.id
        key GET /api/v1/systems/SYS-0001/documents
        key GET /api/v1/systems/SYS-0001/documents/annex-iv
        compliance PUT /api/v1/systems/SYS-0001/documents/annex-iv/points/AIV-1-a {"text":"Loan officers see the score."}
        key GET /api/v1/systems/SYS-0001/documents/annex-iv/points/AIV-1-a/versions
        compliance PATCH /api/v1/systems/SYS-0001/obligations/OBL-4 {"owner":"owner@demo.example","dueOn":"$laterDay"}
        compliance POST /api/v1/systems/SYS-0001/obligations/OBL-4/evidence {"kind":"attached_document","title":"Oversight procedure v4",
          "reference":"DMS-2211","validUntil":"$laterDay"}
        compliance POST /api/v1/systems/SYS-0001/obligations/OBL-4/met {"nextReview":"$laterDay"}
        compliance POST /api/v1/systems/SYS-0001/obligations/OBL-4/not-applicable {"reason":"No workers are subject to it"}
        compliance POST /api/v1/systems/SYS-0001/obligations/OBL-4/reopen
        compliance POST /api/v1/systems/SYS-0001/obligations/OBL-4/waived-kinds {"kind":"attached_document",
          "reason":"Nothing is bought in"}
        """;

    // Cards of a system and of a version.
    private const string Cards = """
        key GET /api/v1/systems/SYS-0001/card
        key GET /api/v1/systems/SYS-0001/card/differences?from=0&to=1
        key GET /api/v1/systems/SYS-0001/card/export?format=json
        key GET /api/v1/systems/SYS-0001/card/export?format=markdown
        key GET /api/v1/systems/SYS-0001/card/export?format=html
        compliance PUT /api/v1/systems/SYS-0001/card/texts {"texts":{"limitations":"Trained on applicants of one country."}}
        compliance POST /api/v1/systems/SYS-0001/card/import [text/markdown]
          ---\nlicense: mit\n---\n# Card\n\n## Limitations\n\nOne country.\n
        owner PUT /api/v1/systems/$system/card/texts {"texts":{"limitations":"Trained on applicants of one country."}}
        owner POST /api/v1/systems/$system/card/submit => content=contentSha256
        compliance POST /api/v1/systems/$system/card/review {"decision":"approve","contentSha256":"$content"}
        key GET /api/v1/models/credit-default/versions/2.0.0/card => content=contentSha256
        key GET /api/v1/models/credit-default/versions/2.0.0/card/differences?from=0&to=1
        key GET /api/v1/models/credit-default/versions/2.0.0/card/export?format=json
        key GET /api/v1/models/credit-default/versions/2.0.0/card/export?format=markdown
        compliance POST /api/v1/models/credit-default/versions/2.0.0/card/review {"decision":"approve","contentSha256":"$content"}
        engineer PUT /api/v1/models/credit-default/versions/2.1.0/card/texts
          {"texts":{"limitations":"Trained on applicants of one country."}}
        engineer POST /api/v1/models/credit-default/versions/2.1.0/card/import [text/markdown]
          ---\nlicense: mit\n---\n# Card\n\n## Limitations\n\nOne country.\n
        engineer POST /api/v1/models/credit-default/versions/2.1.0/card/submit
        """;

    // A report, made.
    private const string Reports = """
        compliance POST /api/v1/reports {"kind":"approval-record","subject":"APR-0004","format":"html"} => report=id
        compliance GET /api/v1/reports
        ! report
        compliance GET /api/v1/reports/$report
        compliance GET /api/v1/reports/$report/content
        compliance GET /api/v1/reports/$report/changes
        """;
}
