namespace Governance.Portal.Tests.Api;

/// <summary>
/// A call of every operation in the middle of the demo's story, as <see cref="OperationScript"/> reads it. They build on each other: what
/// one makes, later ones name. Features that stand alone say theirs in the folder of their tests.
/// </summary>
internal static partial class OperationLines
{
    /// <summary>All of them, in an order in which each finds what it needs.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Registry,
        Approvals,
        Promotion,
        Waivers,
        Delegations,
        AccessReviews,
        Alerts,
        Assessments,
        Audit,
        Channels,
        Dashboards,
        Decisions,
        Lineage,
        Gates,
        Policies,
        Incidents,
        Playbooks,
        Integrations,
        Keys,
        Monitoring,
        Notifications,
        Reports,
        Retirements,
        Risks,
        Systems,
        Cards,
        Views,
        Users,
        MlFlow,
        .. FeaturesInThePortal.All.Select(f => f.Operations),
        Account,
    ];

    // Models and versions, their files and evidence.
    private const string Registry = """
        key GET /api/v1/models
        key GET /api/v1/models/credit-default
        engineer POST /api/v1/models {"name":"fraud-scorer","owner":"owner@demo.example","riskClass":"high",
          "purpose":"Scores card payments"}
        owner PATCH /api/v1/models/fraud-scorer {"riskClass":"minimal","purpose":null}
        risk POST /api/v1/models/fraud-scorer/risk-class/decline
        owner PATCH /api/v1/models/fraud-scorer {"riskClass":"minimal"}
        risk POST /api/v1/models/fraud-scorer/risk-class/confirm
        key GET /api/v1/models/credit-default/compare?a=2.0.0&b=2.1.0
        engineer POST /api/v1/models/fraud-scorer/versions {"version":"1.0.0",
          "artifact":{"sha256":"e828aac8d50387550b6855e9f2eed26e771a32c563635ae0a1cf273b45be4b6a","sizeBytes":6,"mediaType":"text/plain"}}
        key GET /api/v1/models/credit-default/versions
        key GET /api/v1/models/credit-default/versions/2.0.0
        engineer PUT /api/v1/models/fraud-scorer/versions/1.0.0/artifact [application/octet-stream] line 1
        key GET /api/v1/models/credit-default/versions/2.0.0/artifact
        key GET /api/v1/models/credit-default/versions/2.0.0/manifest
        key GET /api/v1/models/credit-default/versions/2.0.0/stages
        engineer POST /api/v1/models/fraud-scorer/versions/1.0.0/evidence {"kind":"validation","tool":"evaluator 3.2",
          "producedAt":"$yesterday","payload":{"rows":30000,"auc":0.912}} => evidence=id
        key GET /api/v1/models/fraud-scorer/versions/1.0.0/evidence
        key GET /api/v1/models/fraud-scorer/versions/1.0.0/evidence/$evidence => filed=sha256
        risk POST /api/v1/models/fraud-scorer/versions/1.0.0/evidence/$evidence/attestations {"sha256":"$filed"}
        key GET /api/v1/models/fraud-scorer/versions/1.0.0/evidence/$evidence/attestations/1
        key GET /api/v1/models/fraud-scorer/versions/1.0.0/evidence/$evidence/content
        owner POST /api/v1/models/fraud-scorer/versions/1.0.0/evidence/$evidence/withdraw
          {"reason":"The test set held rows of the training set."}
        key GET /api/v1/models/credit-default/deployments
        key GET /api/v1/models/credit-default/production
        key GET /api/v1/models/credit-default/versions/2.0.0/deployments => deployment=items.0.id
        key GET /api/v1/models/credit-default/versions/2.0.0/deployments/$deployment
        engineer POST /api/v1/models/credit-default/versions/2.0.0/deployments/$deployment/rollback-plans
          {"whyNone":"The first version: there is none to go back to"}
        key GET /api/v1/models/credit-default/versions/2.0.0/deployments/$deployment/rollback-plans
        """;

    // What is asked of an approval, and a conversation about it.
    private const string Approvals = """
        key GET /api/v1/promotions
        key GET /api/v1/promotions/seal
        key GET /api/v1/promotions/APR-0015 => digest=bundleDigest
        key GET /api/v1/promotions/APR-0015/bundle
        legal POST /api/v1/promotions/APR-0015/comments {"text":"Which test set is this, @owner@demo.example?"}
        legal GET /api/v1/promotions/APR-0015/comments => comment=items.0.id
        legal GET /api/v1/promotions/APR-0015/comments/1/attachments/1
        """;

    // A request from its making to its roll-back, with an emergency override on the way.
    private const string Promotion = """
        engineer POST /api/v1/models/fraud-scorer/versions/1.0.0/promotions {"to":"production","reason":"First release"} => promotion=id
        engineer POST /api/v1/promotions/$promotion/withdraw {"reason":"Superseded"}
        key GET /api/v1/promotions/APR-0015 => promotion=id, digest=bundleDigest
        legal PUT /api/v1/session/role {"role":"RiskOfficer"}
        legal POST /api/v1/promotions/$promotion/override {"reason":"Fraud wave, see the incident bridge","bundleDigest":"$digest",
          "hours":8}
        security POST /api/v1/promotions/$promotion/override/confirm {"reason":"Confirmed with the duty manager","bundleDigest":"$digest"}
        risk GET /api/v1/promotions/$promotion/override
        risk GET /api/v1/promotions/$promotion/override/statements/1
        legal PUT /api/v1/session/role {"role":"LegalReviewer"}
        risk POST /api/v1/promotions/$promotion/override/end {"reason":"The wave is over"}
        risk POST /api/v1/promotions/$promotion/override/review {"words":"Justified. Legal gets a deputy on weekends."}
        ! passkey
        owner GET /api/v1/promotions/$promotion/signoffs/$signOff/statement
        owner GET /api/v1/promotions/$promotion/signoffs/$signOff/assertion
        owner POST /api/v1/promotions/$promotion/signoffs/$signOff/revoke {"reason":"The test set was wrong"}
        owner GET /api/v1/account/passkeys => passkey=0.id
        owner PUT /api/v1/account/passkeys/$passkey {"name":"Old laptop"}
        owner DELETE /api/v1/account/passkeys/$passkey
        owner POST /api/v1/session/reauthenticate {"password":"$password","promotion":"$promotion","role":"owner","decision":"approve",
          "bundleDigest":"$digest"} => proof=proof
        owner POST /api/v1/promotions/$promotion/signoffs {"role":"owner","decision":"approve","comment":"Read","bundleDigest":"$digest"}
        legal POST /api/v1/session/reauthenticate {"password":"$password","promotion":"$promotion","role":"legal","decision":"approve",
          "bundleDigest":"$digest"} => proof=proof
        legal POST /api/v1/promotions/$promotion/signoffs {"role":"legal","decision":"approve","comment":"Read","bundleDigest":"$digest"}
        engineer POST /api/v1/models/netflow-detector/versions/2.0.0/deployments {"environment":"production","promotion":"$promotion"}
        owner POST /api/2.0/mlflow/model-versions/transition-stage {"name":"netflow-detector","version":"3","stage":"Production"}
        owner POST /api/v1/models/netflow-detector/versions/2.0.0/rollback {"to":"1.0.0","reason":"False positives doubled since 14:00"}
        key-engineer POST /api/v1/models/fraud-scorer/versions {"version":"1.1.0",
          "artifact":{"sha256":"16317305c684c75328ba1b1ee6a3509d7e21a8207e8d1d6e8b2faa9a7bfe6d0c","sizeBytes":6,
          "mediaType":"text/plain"}} => sha256=artifact.sha256
        engineer PUT /api/v1/models/fraud-scorer/versions/1.1.0/artifact [application/octet-stream] line 2
        ! sign
        engineer PUT /api/v1/models/fraud-scorer/versions/1.1.0/signature [application/json] $signature
        key GET /api/v1/models/fraud-scorer/versions/1.1.0/signature
        """;

    // Granted, refused, withdrawn.
    private const string Waivers = """
        engineer POST /api/v1/waivers {"model":"credit-default","version":"2.1.0","policy":"high-risk-models","rule":"PERF-01",
          "reason":"New labels arrive soon","expiresAt":"$later"} => waiver=id
        key GET /api/v1/waivers
        key GET /api/v1/waivers/$waiver
        risk POST /api/v1/waivers/$waiver/grant
        engineer POST /api/v1/waivers {"model":"credit-default","version":"2.2.0","policy":"high-risk-models","rule":"PERF-01",
          "reason":"New labels arrive soon","expiresAt":"$later"} => waiver=id
        risk POST /api/v1/waivers/$waiver/refuse {"reason":"Measure again with the new labels"}
        engineer POST /api/v1/waivers {"model":"credit-default","version":"2.2.0","policy":"high-risk-models","rule":"PERF-01",
          "reason":"New labels arrive soon","expiresAt":"$later"} => waiver=id
        engineer POST /api/v1/waivers/$waiver/withdraw
        """;

    // Accepted and revoked, declined.
    private const string Delegations = """
        legal POST /api/v1/delegations {"slot":"legal","to":"compliance@demo.example","until":"$soon","reason":"On leave"}
          => delegation=id
        legal GET /api/v1/delegations
        legal GET /api/v1/delegations/$delegation
        compliance POST /api/v1/delegations/$delegation/accept
        legal POST /api/v1/delegations/$delegation/revoke
        legal POST /api/v1/delegations {"slot":"legal","to":"compliance@demo.example","until":"$soon","reason":"On leave"}
          => delegation=id
        compliance POST /api/v1/delegations/$delegation/decline
        """;

    // Monitors, figures and windows.
    private const string Monitoring = """
        key GET /api/v1/models/credit-default/monitors => monitor=items.0.id
        key GET /api/v1/models/credit-default/streams
        owner PUT /api/v1/models/credit-default/served-rate {"perDay":12000}
        key GET /api/v1/models/credit-default/served-rate
        key GET /api/v1/monitors/$monitor
        key GET /api/v1/monitors/$monitor/readings
        owner PATCH /api/v1/monitors/$monitor {"upper":0.2,"enabled":true}
        owner POST /api/v1/models/fraud-scorer/monitors {"kind":"business","target":"margin","lower":0.08,"consecutive":1}
        key GET /api/v1/monitoring/credit-default/2.0.0/drift => window=items.0.window
        key GET /api/v1/monitoring/credit-default/2.0.0/windows/$window/drift
        key GET /api/v1/monitoring/credit-default/2.0.0/windows
        key POST /api/v1/monitoring/credit-default/2.0.0/windows/$window:withdraw {"reason":"Another week was meant"}
        risk POST /api/v1/monitoring/credit-default/2.0.0/windows/$window:reject {"reason":"It is the right week"}
        key POST /api/v1/monitoring/credit-default/2.0.0/windows/$window:withdraw {"reason":"The sensor had failed"}
        risk POST /api/v1/monitoring/credit-default/2.0.0/windows/$window:confirm {"reason":"Seen in the log of the sensor"}
        key POST /api/v1/monitoring/credit-default/2.0.0/figures {"start":"$yesterday","end":"$now","values":{"margin":0.12}}
        key GET /api/v1/monitoring/credit-default/2.0.0/measurements?kind=figure => figure=items.0.id
        key POST /api/v1/monitoring/credit-default/2.0.0/measurements/$figure:withdraw {"reason":"In another currency"}
        risk POST /api/v1/monitoring/credit-default/2.0.0/measurements/$figure:reject {"reason":"It is in euro"}
        key POST /api/v1/monitoring/credit-default/2.0.0/measurements/$figure:withdraw {"reason":"Counted twice"}
        risk POST /api/v1/monitoring/credit-default/2.0.0/measurements/$figure:confirm {"reason":"Seen in the ledger"}
        key POST /api/v1/monitoring/fraud-scorer/1.0.0/windows?role=reference&start=$yesterday&end=$now [text/csv]
          decision_id,score,amount\nq1,0.2,3\nq2,0.8,4\n
        owner PUT /api/v1/models/fraud-scorer/versions/1.0.0/source {"connection":"scoring","table":"scoring.predictions","timeColumn":"at"}
        key GET /api/v1/models/fraud-scorer/versions/1.0.0/source
        owner POST /api/v1/models/fraud-scorer/versions/1.0.0/source:run
        owner POST /api/v1/models/fraud-scorer/versions/1.0.0/source:pause {"paused":true}
        owner DELETE /api/v1/models/fraud-scorer/versions/1.0.0/source
        key POST /api/v1/monitoring/fraud-scorer/1.0.0/labels [application/x-ndjson] {"decision_id":"q1","true_label":1}
        """;

    // One that has an owner, and one that has none.
    private const string Alerts = """
        key GET /api/v1/alerts?state=open => alert=items.0.id
        key GET /api/v1/alerts/$alert
        key GET /api/v1/alerts/$alert/exposure
        owner POST /api/v1/alerts/$alert/ack
        key GET /api/v1/alerts?state=open&rule=outside-reference => alert=items.0.id
        risk POST /api/v1/alerts/$alert/assign
        risk POST /api/v1/alerts/$alert/unassign
        owner POST /api/v1/alerts/$alert/silence {"until":"$soon","reason":"Known: the new branch opened in November"}
        owner POST /api/v1/alerts/$alert/resolve {"reason":"New reference uploaded"}
        """;

    // Stored, searched, overridden, shown.
    private const string Decisions = """
        key POST /api/v1/decisions [application/x-ndjson] {"decisionId":"d-1","time":"$yesterday","model":"credit-default",
          "version":"2.0.0","inputDigest":"$digest64","output":"declined","confidence":0.91}
        key GET /api/v1/decisions
        key GET /api/v1/decisions?format=csv
        key GET /api/v1/decisions?model=netflow-detector => decision=items.0.decisionId
        key GET /api/v1/decisions/$decision
        owner POST /api/v1/decisions/$decision/overrides {"outcome":"allow","reasonCode":"input-error","reason":"The address was misread"}
        key GET /api/v1/decisions/$decision/proof
        risk POST /api/v1/decisions/$decision/unmask {"purpose":"A complaint of the customer"}
        risk POST /api/v1/decisions/$decision/proof {"purpose":"A complaint of the customer"}
        key GET /api/v1/models/credit-default/decision-policy
        risk PUT /api/v1/models/fraud-scorer/decision-policy {"fields":{"age":"store","income":"mask"},"maskOutput":true,
          "retentionDays":365}
        """;

    // Datasets, jobs, runs and what flows between them.
    private const string Lineage = """
        key GET /api/v1/namespaces
        key GET /api/v1/namespaces/governance-samples/datasets
        key GET /api/v1/namespaces/governance-samples/datasets/raw%2Fids%2Ftraining.csv.gz
        key GET /api/v1/namespaces/governance-samples/jobs
        key GET /api/v1/namespaces/governance-samples/jobs/netflow-detector.train
        key GET /api/v1/namespaces/governance-samples/jobs/netflow-detector.train/runs => run=runs.0.id
        key GET /api/v1/jobs/runs/$run
        key GET /api/v1/search?q=netflow
        key GET /api/v1/events/lineage
        key GET /api/v1/lineage?nodeId=dataset:governance-samples:raw/ids/training.csv.gz
        key GET /api/v1/lineage/impact?nodeId=dataset:governance-samples:raw/ids/training.csv.gz
        key GET /api/v1/lineage/provenance?nodeId=model:credit-default@2.0.0
        key GET /api/v1/column-lineage?nodeId=dataset:governance-samples:ids/predictions.csv.gz
        key POST /api/v1/lineage {"eventType":"COMPLETE","eventTime":"$yesterday","producer":"https://example.com/pipeline",
          "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json","run":{"runId":"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11"},
          "job":{"namespace":"etl","name":"features"}}
        key POST /api/v1/lineage/batch [{"eventTime":"$yesterday","producer":"https://example.com/pipeline",
          "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json","dataset":{"namespace":"warehouse","name":"applications"}}]
        engineer GET /api/v1/find?q=credit
        """;

    // What engines, clusters and code hosts ask.
    private const string Gates = """
        key GET /api/v1/gates/deploy?model=credit-default&version=2.0.0&stage=production
        key GET /api/v1/gates/simulate?model=credit-default&version=2.1.0&stage=production
        key GET /api/v1/gates/engine-decisions
        key POST /api/v1/gates/GATE-0001/replay
        key POST /logs [{"decision_id":"b84c1","path":"governance/gate","result":{"allow":true},"timestamp":"$yesterday"}]
        key POST /logs/eu [{"decision_id":"b84c2","path":"governance/gate","result":{"allow":true},"timestamp":"$yesterday"}]
        key GET /bundles/governance
        key POST /api/v1/admission {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"705ab4f5",
          "operation":"CREATE"}}
        key POST /api/v1/admission/production/prod-eu {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",
          "request":{"uid":"705ab4f5","operation":"CREATE"}}
        key GET /api/v1/models/credit-default/versions/2.0.0 => sha=artifact.sha256
        key POST /api/v1/permits {"model":"credit-default","version":"2.0.0","stage":"production","sha256":"$sha"} => permit=id
        key GET /api/v1/permits/$permit
        key GET /api/v1/quarantine
        ! hooks
        key POST /api/v1/hooks/siem {"externalId":"SOC-4711","title":"Prompt injection","severity":"high","lead":"risk@demo.example",
          "versions":[{"model":"netflow-detector","version":"1.0.0"}]}
        key GET /api/v1/source-reviews => sourceReview=items.0.id
        engineer POST /api/v1/source-reviews/$sourceReview/close {"reason":"Only the documentation changed"}
        """;

    // A change in force, one withdrawn, one rejected.
    private const string Policies = """
        key GET /api/v1/policies => baseline=items.0.name
        key GET /api/v1/policies/high-risk-models => policySha=current.sha256
        key GET /api/v1/policies/versions/$policySha/source
        key GET /api/v1/policies/changes
        key GET /api/v1/policies/changes/PCR-0001 => change=proposal.sha256
        risk POST /api/v1/policies/changes/PCR-0001/backtest {"days":90}
        risk POST /api/v1/policies/changes/PCR-0001/approve {"sha256":"$change"}
        security POST /api/v1/policies/changes/PCR-0001/approve {"sha256":"$change"}
        risk POST /api/v1/policies {"policy":"$policy","reason":"As agreed"} => change=proposal.id
        risk POST /api/v1/policies/changes/$change/withdraw
        risk POST /api/v1/policies {"policy":"$policy","reason":"As agreed"} => change=proposal.id
        security POST /api/v1/policies/changes/$change/reject {"reason":"Not yet"}
        risk POST /api/v1/policies/backtest {"policy":"$policy","days":90}
        key POST /api/v1/policies/validate {"policy":"kind: ModelPolicy"}
        """;

    // What MLflow clients call.
    private const string MlFlow = """
        key-owner POST /api/2.0/mlflow/registered-models/create {"name":"Fraud lab","description":"Scores card payments",
          "tags":[{"key":"team","value":"payments"}]}
        key-owner GET /api/2.0/mlflow/registered-models/get?name=Fraud%20lab
        key-owner POST /api/2.0/mlflow/registered-models/rename {"name":"Fraud lab","new_name":"Fraud bench"}
        key-owner PATCH /api/2.0/mlflow/registered-models/update {"name":"Fraud bench","description":"Scores payments"}
        key-owner GET /api/2.0/mlflow/registered-models/search
        key-owner POST /api/2.0/mlflow/registered-models/set-tag {"name":"Fraud bench","key":"team","value":"payments"}
        key-owner DELETE /api/2.0/mlflow/registered-models/delete-tag {"name":"Fraud bench","key":"team"}
        key-owner POST /api/2.0/mlflow/model-versions/create {"name":"Fraud bench","source":"s3://models/fraud/3"}
        key-owner GET /api/2.0/mlflow/model-versions/get?name=Fraud%20bench&version=1
        key-owner PATCH /api/2.0/mlflow/model-versions/update {"name":"Fraud bench","version":"1","description":"Retrained"}
        key-owner GET /api/2.0/mlflow/model-versions/search
        key-owner GET /api/2.0/mlflow/model-versions/get-download-uri?name=Fraud%20bench&version=1
        key-owner POST /api/2.0/mlflow/model-versions/set-tag {"name":"Fraud bench","version":"1","key":"commit","value":"a41f09c"}
        key-owner DELETE /api/2.0/mlflow/model-versions/delete-tag {"name":"Fraud bench","version":"1","key":"commit"}
        key-owner POST /api/2.0/mlflow/registered-models/alias {"name":"Fraud bench","alias":"challenger","version":"1"}
        key-owner GET /api/2.0/mlflow/registered-models/alias?name=Fraud%20bench&alias=challenger
        key-owner DELETE /api/2.0/mlflow/registered-models/alias {"name":"Fraud bench","alias":"challenger"}
        key-owner POST /api/2.0/mlflow/registered-models/get-latest-versions {"name":"Fraud bench"}
        key-owner GET /api/2.0/mlflow/registered-models/get-latest-versions?name=Fraud%20bench
        """;
}
