namespace Governance.Portal.Tests.Risks;

internal sealed class ThreatModelsInThePortal : IFeatureInThePortal
{
    public string Operations { get; } =
        """
            key GET /api/v1/risks/mapping
            key GET /api/v1/risks/mapping/LLM01:2025
            key GET /api/v1/risks/threat-models
            compliance POST /api/v1/systems/SYS-0001/threat-model
            compliance PUT /api/v1/systems/SYS-0001/threat-model
              {"boundaries":[{"key":"web","name":"Internet","trust":"public"},{"key":"ours","name":"Our systems","trust":"own"}],
              "components":[{"key":"chat","name":"Chat","kind":"user-interface","boundary":"web"},
              {"key":"app","name":"Service","kind":"application","boundary":"ours"}],
              "flows":[{"key":"f1","from":"chat","to":"app","data":"Questions","sensitivity":"internal"}]}
            compliance PUT /api/v1/systems/SYS-0001/threat-model/threats/public-interface.app
              {"decision":"mitigated","reason":"Behind the sign-in of the app"}
            compliance POST /api/v1/systems/SYS-0001/threat-model/points
              {"text":"Penetration test","owner":"owner@demo.example","due":"$laterDay"}
            compliance POST /api/v1/systems/SYS-0001/threat-model/points/1/done {"outcome":"Nothing was found"}
            compliance POST /api/v1/systems/SYS-0001/threat-model/submit => threats=contentSha256
            risk POST /api/v1/systems/SYS-0001/threat-model/review {"decision":"approve","contentSha256":"$threats"}
            key GET /api/v1/systems/SYS-0001/threat-model
            key GET /api/v1/systems/SYS-0001/threat-model/export?format=markdown
            """;
}
