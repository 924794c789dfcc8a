# What changes seldom: Node and the production packages. bin/ holds the Node binary where BASE has none, else nothing.
ARG BASE
FROM ${BASE}
COPY bin/ /usr/local/bin/
COPY opt/ /opt/
ENV NODE_ENV=production
WORKDIR /opt/seatrial
CMD []
